-- A picture, its anchor and its caption become a figure: as large as it will be from the start, loaded when
-- it comes near, with a link to its data. Pictures of a page's top load at once.
package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local book = require "book"

local function picture_in(block)
  local picture = block.t == "Para" and #block.content == 1 and block.content[1]
  return picture and picture.t == "Image" and picture
end

local function is_caption(block)
  local first = block and block.t == "Para" and block.content[1]
  return first and (first.t == "Strong" and book.stringify(first):match("^Figure")
    or first.t == "Span" and first.classes:includes("small") and book.stringify(first):match("^Figure"))
end

local function data_of(source)
  local data = source:gsub("%.%a+$", ".txt")
  return book.read(data) and data
end

local function html(picture, near_top)
  local bytes = book.read(picture.src) or error("no picture " .. picture.src)
  local size = pandoc.image.size(bytes)
  return ('<img src="%s" alt="%s" width="%d" height="%d"%s decoding="async">'):format(
    picture.src, book.escape(book.stringify(picture.caption)), size.width, size.height,
    near_top and "" or ' loading="lazy"')
end

function Pandoc(doc)
  local blocks = pandoc.Blocks {}
  local since_heading, index = 0, 1
  while index <= #doc.blocks do
    local block = doc.blocks[index]
    since_heading = block.t == "Header" and block.level == 1 and 0 or since_heading + 1
    local picture = picture_in(block)
    if picture then
      local id = book.anchor(blocks:at(#blocks))
      if id then blocks:remove() end
      blocks:insert(book.raw(id and ('<figure id="%s">'):format(id) or "<figure>"))
      blocks:insert(book.raw(('<div class="picture %s">'):format(picture.src:match("%a+$"))
        .. html(picture, since_heading < 3) .. "</div>"))
      blocks:insert(book.raw("<figcaption>"))
      if is_caption(doc.blocks[index + 1]) then
        index = index + 1
        blocks:insert(pandoc.Plain(doc.blocks[index].content))
      end
      local data = data_of(picture.src)
      if data then
        blocks:insert(pandoc.Plain { pandoc.Link("Data", data, "", { "", { "data" } }) })
      end
      blocks:insert(book.raw("</figcaption></figure>"))
    else
      blocks:insert(block)
    end
    index = index + 1
  end
  doc.blocks = blocks
  return doc
end
