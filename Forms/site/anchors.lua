-- An anchor on a line of its own, which Forms/shared/anchors.lua left as an empty Span, becomes an empty Div.
local function Para(paragraph)
  local anchors = pandoc.Blocks {}
  for _, inline in ipairs(paragraph.content) do
    if inline.t == "Span" and inline.identifier ~= "" and #inline.content == 0 then
      anchors:insert(pandoc.Div({}, { inline.identifier, { "anchor" } }))
    elseif inline.t ~= "SoftBreak" then
      return nil
    end
  end
  return anchors
end

return { { Para = Para } }
