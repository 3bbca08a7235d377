-- The head of a box that opens: its title becomes text, whose links later filters see and pages.lua resolves.
local function RawBlock(block)
  local title = block.text:match("^<details>%s*<summary>(.-)</summary>%s*$")
  if not title then return nil end
  local kind = title:match("^<em>Detour") and "detour" or "box"
  local text = pandoc.utils.blocks_to_inlines(pandoc.read(title, "html").blocks)
  return {
    pandoc.RawBlock("html", '<details class="' .. kind .. '"><summary>'),
    pandoc.Plain(text),
    pandoc.RawBlock("html", "</summary>"),
  }
end

return { { RawBlock = RawBlock } }
