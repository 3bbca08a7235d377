-- Writes what pandoc's Typst has no words for with the functions of book.typ. After the shared filters.

local stringify = pandoc.utils.stringify
local columns = dofile("Forms/pdf/columns.lua")

-- Text of Typst for blocks or inlines.
local function typst(content)
  local kind = pandoc.utils.type(content)
  local blocks = kind == "Blocks" and content or { pandoc.Plain(content) }
  return (pandoc.write(pandoc.Pandoc(blocks), "typst"):gsub("%s+$", ""))
end

local function raw(text) return pandoc.RawBlock("typst", text) end

-- "name(first, second)[": what is between the brackets comes after it.
local function wrapped(call, blocks)
  local all = pandoc.Blocks { raw("#" .. call .. "[") }
  all:extend(blocks)
  all:insert(raw("]"))
  return all
end

local function label(id) return "<" .. id .. ">" end

-- MARK: Parts of the book

-- The title is on the title page, and Typst writes the contents: both go, but for the contents' first
-- paragraph, which says what ○ means.
local function without_title_and_contents(doc)
  local kept = pandoc.Blocks {}
  local inside_contents = false
  for position, block in ipairs(doc.blocks) do
    if block.t == "Header" and block.level == 1 then
      inside_contents = stringify(block) == "Contents"
    elseif inside_contents and not doc.meta["about-contents"] then
      doc.meta["about-contents"] = pandoc.MetaInlines(block.content)
    end
    local is_subtitle = position == 2 and block.t == "Para" and #block.content == 1
    if is_subtitle then doc.meta.subtitle = pandoc.MetaInlines(block.content[1].content) end
    if not inside_contents and not is_subtitle then kept:insert(block) end
  end
  doc.blocks = kept
  return doc
end

-- A chapter's heading, "5 · PPO-clip", has its mark apart; a detour's heading has the supplement ○, by which
-- the contents know it.
local function heading(header, next_block)
  local title = header.content
  local text = stringify(title)
  local mark = header.level == 1 and text:match("^(.-) · ")
  local content = typst(title)
  if mark then
    content = "#mark[" .. mark .. "]" .. content:gsub("^.- · ", "")
  end
  local is_detour = next_block and next_block.t == "Div" and next_block.classes:includes("detour")
  return raw("#heading(level: " .. header.level .. ", supplement: [" .. (is_detour and "○" or "") .. "])["
    .. content .. "]" .. label(header.identifier))
end

local function with_headings(blocks)
  for position, block in ipairs(blocks) do
    if block.t == "Header" then blocks[position] = heading(block, blocks[position + 1]) end
  end
  return blocks
end

-- MARK: Divs, Figures, Tables, anchors

local function box(div)
  local title = div.content:remove(1)
  return wrapped(div.classes[1] .. "([" .. typst(title.content[1].content) .. "])", div.content)
end

local function equation(div)
  local link = div.content[2]
  local arguments = "id: \"" .. div.identifier .. "\""
  if link then
    arguments = arguments .. ", number: \"" .. div.attributes.number .. "\""
      .. ", index: " .. label(link.content[1].target:sub(2))
  end
  return raw("#equation(" .. arguments .. ", " .. typst(div.content[1].content) .. ")")
end

-- The path of what is printed for a picture, and for an animation which of its moments that shows.
local function still(path)
  local name = path:match("([^/]+)%.gif$")
  if not name then return path end
  local sheet = ".build/forms/pdf/stills/" .. name
  local file = assert(io.open(sheet .. ".txt"))
  local moments = file:read("a")
  file:close()
  return sheet .. ".png", moments
end

local function figure(block)
  local image = block.content[1].content[1]
  local caption = typst(block.caption.long[1].content)
  local path, moments = still(image.src)
  if moments then caption = caption .. " #note[" .. moments .. "]" end
  return raw("#illustration(\"" .. block.identifier .. "\", \"/" .. path .. "\", "
    .. "alt: [" .. typst(image.caption) .. "], caption: [" .. caption .. "])")
end

-- pandoc centres tables and their cells, and leaves the widths of columns to Typst.
local function plain_table(block)
  if columns.is_crowded(block) then block = columns.with_last_column_lowered(block) end
  local text = pandoc.write(pandoc.Pandoc { block }, "typst")
  local inner = text:match("align%(center%)%[(#table%(.*%))%]%s*, kind: table%s*%)")
  local before, after = assert(inner, "pandoc writes tables in another way now"):match("^(.-columns: )%d+(,.*)$")
  local widths, scale = columns.widths_and_scale(block)
  return raw(string.format("#fitted-table(%.3f)[", scale)
    .. assert(before, "pandoc gives columns widths now") .. widths .. after .. "]")
end

local function span(inlines)
  if #inlines.content == 0 then
    return pandoc.RawInline("typst", "#metadata(none)" .. label(inlines.identifier))
  elseif inlines.classes:includes("note") then
    local all = pandoc.Inlines { pandoc.RawInline("typst", "#note[") }
    all:extend(inlines.content)
    all:insert(pandoc.RawInline("typst", "]"))
    return all
  end
end

return {
  { Pandoc = without_title_and_contents },
  { Span = span },
  { Blocks = with_headings },
  {
    Div = function(div)
      if div.classes:includes("equation") then return equation(div) end
      if not div.classes:includes("title") then return box(div) end
    end,
    Figure = figure,
    Table = plain_table,
  },
  {
    Image = function(image)
      assert(not image.src:match("%.gif$"), "an animation that is no figure")
      return pandoc.RawInline("typst", "#picture(\"/" .. image.src .. "\", alt: [" .. typst(image.caption) .. "])")
    end,
  },
}
