-- Writes what the shared filters have found out for readers of EPUBs. After the shared filters.

-- Boxes become asides that are open, since not every reader's device can fold.
local function aside(div)
  local title = table.remove(div.content, 1)
  local words = title.content[1].content
  if div.classes[1] == "detour" then words = pandoc.Inlines { "○ " } .. words end
  div.content:insert(1, pandoc.Div({ pandoc.Para(words) }, pandoc.Attr("", { "title" })))
  div.attributes = { { "role", "complementary" } }
  return div
end

-- The formula, and its number beside it.
local function equation(div)
  local formula = div.content[1].content
  local parts = pandoc.Blocks { pandoc.Div({ pandoc.Plain(formula) }, pandoc.Attr("", { "formula" })) }
  if div.content[2] then
    parts:insert(pandoc.Div({ div.content[2] }, pandoc.Attr("", { "number" })))
  end
  return pandoc.Div(parts, pandoc.Attr(div.identifier, { "equation" }))
end

-- The glossary's Chinese, for which the book brings a font.
local function chinese(text)
  if text.text:match("[\xE4-\xE9][\x80-\xBF][\x80-\xBF]") then
    return pandoc.Span({ text }, pandoc.Attr("", {}, { { "lang", "zh-Hans" } })), false
  end
end

-- pandoc finds the ids of Divs when it cuts the book into files, and not those of Figures.
local function figure(block)
  local id = block.identifier
  block.identifier = ""
  return pandoc.Div({ block }, pandoc.Attr(id, { "picture" }))
end

-- The title is on the title page.
local function without_title(doc)
  assert(doc.blocks[1].t == "Header" and doc.blocks[1].level == 1)
  doc.meta.subtitle = pandoc.MetaInlines(doc.blocks[2].content[1].content)
  doc.blocks:remove(2)
  return doc
end

return {
  { Pandoc = without_title },
  { Str = chinese, traverse = "topdown" },
  {
    Div = function(div)
      if div.classes:includes("equation") then return equation(div) end
      if not div.classes:includes("title") then return aside(div) end
    end,
  },
  {
    Figure = figure,
  },
}
