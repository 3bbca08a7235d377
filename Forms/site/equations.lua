-- A displayed formula gets a box that scrolls by itself, its number a place beside it. The number leads to
-- the equation's entry in the index; every (5.3) in the text leads to the equation.
package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local book = require "book"

local function formula_in(block)
  local math = block.t == "Para" and #block.content == 1 and block.content[1]
  return math and math.t == "Math" and math.mathtype == "DisplayMath" and math
end

local numbers = {}

local function lay_out(blocks)
  local result, index = pandoc.Blocks {}, 1
  while index <= #blocks do
    local block = blocks[index]
    local formula = formula_in(block)
    if formula then
      local text, number = formula.text:match("^(.-)%s*\\qquad%s*%((%d+%.%d+)%)%s*$")
      if number then
        assert(book.anchor(result:at(#result)) == "eq-" .. number, "no anchor above equation " .. number)
        result:remove()
        numbers[number] = true
        formula = pandoc.Math("DisplayMath", text)
        index = index + 1 -- the line with the tick, below it
        result:insert(book.raw(('<div class="equation" id="eq-%s"><div class="scrolls" data-name="Equation %s">')
          :format(number, number)))
        result:insert(pandoc.Plain { formula })
        result:insert(book.raw(('</div><a class="number" href="#index-%s" aria-label="Equation %s and its tests">'
          .. '(%s)<span class="tick" aria-hidden="true">✓</span></a></div>'):format(number, number, number)))
      else
        result:insert(book.raw('<div class="equation"><div class="scrolls" data-name="Formula">'))
        result:insert(pandoc.Plain { formula })
        result:insert(book.raw("</div></div>"))
      end
    else
      result:insert(block)
    end
    index = index + 1
  end
  return result
end

-- The pieces of a word: "(5.3)," is a link and a comma.
local function Str(word)
  local result, rest = pandoc.Inlines {}, word.text
  while true do
    local before, number, after = rest:match("^(.-)%((%d+%.%d+)%)(.*)$")
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

local function mark(link)
  if link.target:match("^#eq%-") then link.classes:insert("equation-link") end
  return link, false
end

function Pandoc(doc)
  doc = doc:walk { Blocks = lay_out }
  return doc:walk { traverse = "topdown", Str = Str, Link = mark, Header = leave, Code = leave }
end
