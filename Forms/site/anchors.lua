-- <a id="…"></a> and <sub>…</sub> come as raw HTML: here they become elements that later filters can see.
-- An anchor on a line of its own is an empty Div of the class "anchor", one within a line a Span.
local function id_of(inline)
  return inline and inline.t == "RawInline" and inline.text:match('^<a id="([^"]*)">$')
end

local function is(inline, html) return inline.t == "RawInline" and inline.text == html end

local function Inlines(inlines)
  local result, index = pandoc.Inlines {}, 1
  local small
  while index <= #inlines do
    local inline = inlines[index]
    local id = id_of(inline)
    if id then
      result:insert(pandoc.Span({}, { id }))
      index = index + 1 -- the </a> after it
    elseif is(inline, "<sub>") then
      small, result = result, pandoc.Inlines {}
    elseif is(inline, "</sub>") then
      small:insert(pandoc.Span(result, { "", { "small" } }))
      small, result = nil, small
    else
      result:insert(inline)
    end
    index = index + 1
  end
  return result
end

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

return { { Inlines = Inlines }, { Para = Para } }
