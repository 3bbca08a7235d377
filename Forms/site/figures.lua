-- A figure is as large as it will be from the start, is loaded when it comes near (a page's first one at once),
-- and has a link to its data.
package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local book = require "book"

local function html(picture, at_once)
  local bytes = book.read(picture.src) or error("no picture " .. picture.src)
  local size = pandoc.image.size(bytes)
  return ('<div class="picture %s"><img src="%s" alt="%s" width="%d" height="%d"%s decoding="async"></div>'):format(
    picture.src:match "%a+$", picture.src, book.escape(book.stringify(picture.caption)), size.width, size.height,
    at_once and "" or ' loading="lazy"')
end

local function laid_out(picture, words, id, at_once)
  local blocks = pandoc.Blocks {
    book.raw(id ~= "" and ('<figure id="%s">'):format(id) or "<figure>"), book.raw(html(picture, at_once)),
    book.raw "<figcaption>", words,
  }
  local data = picture.src:gsub("%.%a+$", ".txt")
  if book.read(data) then
    blocks:insert(pandoc.Plain { pandoc.Link("Data", data, "", { "", { "data" } }) })
  end
  blocks:insert(book.raw "</figcaption></figure>")
  return blocks
end

function Figure(figure)
  local picture = figure.content[1].content[1]
  return laid_out(picture, figure.caption.long[1], figure.identifier, figure.classes:includes "opening")
end

-- A picture without a number.
function Para(paragraph)
  local picture = #paragraph.content == 1 and paragraph.content[1]
  if picture and picture.t == "Image" then return laid_out(picture, pandoc.Plain {}, "", false) end
end
