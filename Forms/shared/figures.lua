-- An image with the anchor above it and the caption below it becomes a Figure with the anchor's id. An image
-- that opens a chapter and is shown again further on has the note that says where for its caption, and the
-- class "opening". After anchors.lua.

local function only(block, kind)
  if block and block.t == "Para" and #block.content == 1 and block.content[1].t == kind then
    return block.content[1]
  end
end

local function anchor(block)
  local span = only(block, "Span")
  if span and span.identifier:match("^fig%-") then return span.identifier end
end

local function caption(block)
  local first = block and block.t == "Para" and block.content[1]
  if first and first.t == "Strong" and pandoc.utils.stringify(first):match("^Figure %d+%.%d+%.$") then
    return block.content
  end
end

local function note(block)
  local span = only(block, "Span")
  if span and span.classes:includes("note") and pandoc.utils.stringify(span):match("^Figure %d+%.%d+%.$") then
    return span.content
  end
end

local function figure(image, words, attributes)
  return pandoc.Figure({ pandoc.Plain { image } }, { pandoc.Plain(words) }, attributes)
end

local function with_figures(blocks)
  local kept = pandoc.Blocks {}
  local position = 1
  while position <= #blocks do
    local id = anchor(blocks[position])
    local first = id and position + 1 or position
    local image = only(blocks[first], "Image")
    local words = image and (caption(blocks[first + 1]) or note(blocks[first + 1]))
    if id and not words then error("a numbered figure without a caption: " .. id) end
    if words then
      kept:insert(figure(image, words, id and pandoc.Attr(id) or pandoc.Attr("", { "opening" })))
      position = first + 2
    else
      kept:insert(blocks[position])
      position = position + 1
    end
  end
  return kept
end

return { { Blocks = with_figures } }
