-- A displayed formula, the anchor above it, and the note with ✓ below it become one Div of the class
-- "equation". It has the anchor's id and, where the formula has one, the attribute "number"; the number is
-- taken out of the formula. Its blocks are the formula and, where there is one, the link to the index.
-- After anchors.lua.

local function only(block, kind)
  if block and block.t == "Para" and #block.content == 1 and block.content[1].t == kind then
    return block.content[1]
  end
end

local function anchor(block)
  local span = only(block, "Span")
  if span and #span.content == 0 and span.identifier ~= "" then return span.identifier end
end

local function formula(block)
  local math = only(block, "Math")
  if math and math.mathtype == "DisplayMath" then return math end
end

local function link_to_index(block)
  local note = only(block, "Span")
  local link = note and #note.content == 1 and note.content[1]
  if link and link.t == "Link" and link.target:match("^#index%-") then return link end
end

local function equation(id, math, link)
  local text, number = math.text:match("^(.*)\\qquad%s+%((%d+%.%d+)%)%s*$")
  if (number ~= nil) ~= (link ~= nil) then
    error("a number without a link to the index, or a link without a number: " .. math.text)
  end
  local blocks = pandoc.Blocks { pandoc.Para { pandoc.Math("DisplayMath", text or math.text) } }
  if link then blocks:insert(pandoc.Plain { link }) end
  return pandoc.Div(blocks, pandoc.Attr(id or "", { "equation" }, number and { { "number", number } } or {}))
end

local function with_equations(blocks)
  local kept = pandoc.Blocks {}
  local position = 1
  while position <= #blocks do
    local id = anchor(blocks[position])
    local first = (id and formula(blocks[position + 1])) and position + 1 or position
    local math = formula(blocks[first])
    if math then
      local link = link_to_index(blocks[first + 1])
      kept:insert(equation(first > position and id or nil, math, link))
      position = first + (link and 2 or 1)
    else
      kept:insert(blocks[position])
      position = position + 1
    end
  end
  return kept
end

return { { Blocks = with_equations } }
