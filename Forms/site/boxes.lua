-- The head of a box that opens. Its title is a button, which may hold no link: where a detour's title says where
-- to go on without it, that becomes a line above the box.
local function unlinked(inlines)
  return inlines:walk { Link = function(link) return link.content end }
end

local function RawBlock(block)
  local title = block.text:match "^<details>%s*<summary>(.-)</summary>%s*$"
  if not title then return nil end
  local function inlines(html) return pandoc.utils.blocks_to_inlines(pandoc.read(html, "html").blocks) end
  local about, skip = title:match "^(<em>Detour.-)%s*(Skip it:.*)$"
  local result = pandoc.Blocks {}
  if skip then
    result:insert(pandoc.RawBlock("html", '<p class="skip-it">'))
    result:insert(pandoc.Plain(inlines(skip)))
    result:insert(pandoc.RawBlock("html", "</p>"))
  end
  result:insert(pandoc.RawBlock("html", ('<details class="%s"><summary>'):format(skip and "detour" or "box")))
  result:insert(pandoc.Plain(unlinked(inlines(about or title))))
  result:insert(pandoc.RawBlock("html", "</summary>"))
  return result
end

return { { RawBlock = RawBlock } }
