-- The head of a box that opens: its title becomes text. A title is a button, which may hold no link: the one
-- that says where to go on when a detour is skipped stands above the box.
local function RawBlock(block)
  local title = block.text:match("^<details>%s*<summary>(.-)</summary>%s*$")
  if not title then return nil end
  local kind = title:match("^<em>Detour") and "detour" or "box"
  local shorter, onward = title:match("^(.-)%s*(Skip it: .*)$")
  title = shorter or title
  assert(not title:match("<a "), "the title of a box holds a link: " .. title)
  local text = pandoc.utils.blocks_to_inlines(pandoc.read(title, "html").blocks)
  return {
    pandoc.RawBlock("html", (onward and '<p class="onward">' .. onward .. "</p>" or "") .. '<details class="' .. kind .. '"><summary>'),
    pandoc.Plain(text),
    pandoc.RawBlock("html", "</summary>"),
  }
end

return { { RawBlock = RawBlock } }
