-- A pandoc filter of the site: puts a place for each widget of places.tsv behind the caption of the still
-- figure that it sets in motion. The figure stays: it is what the text speaks of, and all there is where
-- scripts or WebAssembly are missing.

local function read_places()
  local places = {}
  local folder = PANDOC_SCRIPT_FILE:match("^(.*)/") or "."
  for line in io.lines(folder .. "/places.tsv") do
    local widget, figure = line:match("^([^\t]+)\t([^\t]+)\t")
    if widget and widget ~= "widget" then table.insert(places, { widget = widget, figure = figure }) end
  end
  return places
end

--- Whether a block is a paragraph with this picture.
local function shows(block, figure)
  local found = false
  block:walk { Image = function(image) found = found or image.src == figure end }
  return found
end

local function is_caption(block)
  return block and block.t == "Para" and pandoc.utils.stringify(block):match("^Figure %d") ~= nil
end

function Pandoc(document)
  for _, place in ipairs(read_places()) do
    local behind
    for i, block in ipairs(document.blocks) do
      -- A figure may be shown twice; the one with the caption is meant.
      if is_caption(document.blocks[i + 1]) and block.t == "Para" and shows(block, place.figure) then
        behind = i + 1
        break
      end
    end
    if not behind then error("live: no captioned figure " .. place.figure .. " for " .. place.widget) end
    local attributes = pandoc.Attr("", { "live-place" }, { { "data-widget", place.widget } })
    document.blocks:insert(behind + 1, pandoc.Div({}, attributes))
  end
  return document
end
