-- GitHub shows HTML that pandoc keeps as it stands, and that only HTML can show. Here it becomes what every
-- form can: <a id="x"></a> an empty Span with that id, <sub>…</sub> a Span of the class "note". Comments go.

-- Takes from `inlines`, from position `first` on, up to the raw `closing` tag; the position after it.
local function up_to(closing, inlines, first)
  local content = pandoc.Inlines {}
  for position = first, #inlines do
    local inline = inlines[position]
    if inline.t == "RawInline" and inline.text == closing then
      return content, position + 1
    end
    content:insert(inline)
  end
  error("there is no " .. closing .. " to close what was opened")
end

local function without_tags(inlines)
  local kept = pandoc.Inlines {}
  local position = 1
  while position <= #inlines do
    local inline = inlines[position]
    local tag = inline.t == "RawInline" and inline.format == "html" and inline.text
    local id = tag and tag:match('^<a id="([^"]+)">$')
    local content
    if id then
      content, position = up_to("</a>", inlines, position + 1)
      kept:insert(pandoc.Span(content, pandoc.Attr(id)))
    elseif tag == "<sub>" then
      content, position = up_to("</sub>", inlines, position + 1)
      kept:insert(pandoc.Span(without_tags(content), pandoc.Attr("", { "note" })))
    elseif tag then
      error("no form knows what to do with " .. tag)
    else
      kept:insert(inline)
      position = position + 1
    end
  end
  return kept
end

return {
  {
    Inlines = without_tags,
    RawBlock = function(block)
      if block.text:match("^<!%-%-") then return {} end
    end,
  },
}
