-- A displayed formula gets a box that scrolls by itself, its number a place beside it. The number leads to
-- the equation's entry in the index; every (5.3) in the text leads to the equation.
package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local book = require "book"

local numbers = {}

local function Div(equation)
  if not equation.classes:includes "equation" then return nil end
  local number = equation.attributes.number
  local formula = pandoc.Plain(equation.content[1].content)
  if not number then
    local id = equation.identifier ~= "" and (' id="%s"'):format(equation.identifier) or ""
    return { book.raw('<div class="equation"' .. id .. '><div class="scrolls" data-name="Formula">'), formula,
      book.raw "</div></div>" }
  end
  numbers[number] = true
  return {
    book.raw(('<div class="equation" id="%s"><div class="scrolls" data-name="Equation %s">')
      :format(equation.identifier, number)),
    formula,
    book.raw(('</div><a class="number" href="#index-%s" aria-label="Equation %s and its tests">'
      .. '(%s)<span class="tick" aria-hidden="true">✓</span></a></div>'):format(number, number, number)),
  }
end

-- The pieces of a word: "(5.3)," is a link and a comma.
local function Str(word)
  local result, rest = pandoc.Inlines {}, word.text
  while true do
    local before, number, after = rest:match "^(.-)%((%d+%.%d+)%)(.*)$"
    if not number then break end
    if before ~= "" then result:insert(pandoc.Str(before)) end
    local text = "(" .. number .. ")"
    result:insert(numbers[number] and pandoc.Link(text, "#eq-" .. number, "", { "", { "equation-link" } })
      or pandoc.Str(text))
    rest = after
  end
  if #result == 0 then return nil end
  if rest ~= "" then result:insert(pandoc.Str(rest)) end
  return result, false -- or the pieces would be walked again, without end
end

local function leave(element) return element, false end

-- The title of a box is a button, and holds no link.
local function leave_title(span)
  if span.classes:includes "title" then return span, false end
end

local function mark(link)
  if link.target:match "^#eq%-" then link.classes:insert "equation-link" end
  return link, false
end

return { { Div = Div }, { traverse = "topdown", Str = Str, Span = leave_title, Link = mark, Header = leave, Code = leave } }
