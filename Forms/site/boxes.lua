-- A box that opens (Forms/shared/boxes.lua found it) is <details>. Its title is a button, which may hold no link:
-- where a detour's title says where to go on without it, that becomes a line above the box.
package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local book = require "book"

local kinds = { box = true, detour = true, answer = true }

local function unlinked(inlines)
  return inlines:walk { Link = function(link) return link.content end }
end

-- The title up to "Skip it: go on at …", and that.
local function parted(title)
  for position = 1, #title - 2 do
    if title[position].text == "Skip" and title[position + 2].text == "it:" then
      return pandoc.Inlines { table.unpack(title, 1, position - 1) }, pandoc.Inlines { table.unpack(title, position) }
    end
  end
  return title
end

local function Div(box)
  local kind = box.classes[1]
  if not kinds[kind] then return nil end
  local about, skip = parted(box.content[1].content[1].content)
  local result = pandoc.Blocks {}
  if skip then
    result:extend { book.raw '<p class="skip-it">', pandoc.Plain(skip), book.raw "</p>" }
  end
  result:extend { book.raw(('<details class="%s"><summary>'):format(kind)), pandoc.Plain { pandoc.Span(unlinked(about), { "", { "title" } }) },
    book.raw "</summary>" }
  for position = 2, #box.content do result:insert(box.content[position]) end
  result:insert(book.raw "</details>")
  return result
end

return { { Div = Div } }
