-- What GitHub folds, <details><summary>title</summary> … </details>, becomes a Div whose first block is a Div
-- of the class "title". Its own class is "detour" for a whole section that the short path leaves out,
-- "answer" for the answer to a question, else "box".

local function title_of(tag)
  local html = tag:match("^<details>%s*<summary>(.*)</summary>%s*$")
  if html then return pandoc.utils.blocks_to_inlines(pandoc.read(html, "html").blocks) end
end

local function class_of(title)
  local words = pandoc.utils.stringify(title)
  if words:match("^Detour, ") then return "detour" end
  return words == "Answer" and "answer" or "box"
end

local function with_boxes(blocks)
  local open = { pandoc.Blocks {} }
  for _, block in ipairs(blocks) do
    local tag = block.t == "RawBlock" and block.format == "html" and block.text
    local title = tag and title_of(tag)
    if title then
      local heading = pandoc.Div({ pandoc.Plain(title) }, pandoc.Attr("", { "title" }))
      local box = pandoc.Div({ heading }, pandoc.Attr("", { class_of(title) }))
      open[#open + 1] = box.content
      open[#open - 1]:insert(box)
    elseif tag and tag:match("^</details>%s*$") then
      open[#open] = nil
      if #open == 0 then error("</details> closes nothing") end
    elseif tag then
      error("no form knows what to do with " .. tag)
    else
      open[#open]:insert(block)
    end
  end
  if #open ~= 1 then error("a <details> is not closed") end
  return open[1]
end

return { { Blocks = with_boxes } }
