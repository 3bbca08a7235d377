-- Formulas as MathML that browsers set well. What pandoc writes is mended where it loses something.

-- In TeX: the space that GitHub wants after a row break would indent the next row, and an empty group
-- before a minus would make it a binary one.
local function mend_tex(tex)
  return (tex:gsub("\\\\\\%s", "\\\\ "):gsub("^%s*{}%-", "-"))
end

-- The names of functions lose their space when they become <mi>: as <mo> they have it, but not before a parenthesis.
local function space_names(name, after)
  local right = after:match("^<mo[^>]*>[%(%[{]") and "0" or "0.167em"
  return ('<mo lspace="0.167em" rspace="%s">%s</mo>%s'):format(right, name, after)
end

local names = { "log", "exp", "min", "max", "sin", "cos", "tanh", "clip", "sign" }

local function mend_mathml(html)
  html = html:gsub("<annotation.-</annotation>", ""):gsub("</?semantics>", "")
  -- \mathrm{KL} comes letter by letter.
  local letter = '<mi mathvariant="normal">(%a+)</mi>'
  local count
  repeat
    html, count = html:gsub(letter .. letter, '<mi mathvariant="normal">%1%2</mi>')
  until count == 0
  html = html:gsub('<mi mathvariant="normal">(%a%a+)</mi>', "<mi>%1</mi>")
  for _, name in ipairs(names) do
    html = html:gsub("<mi>(" .. name .. ")</mi><mo>\u{2061}</mo>(<?[^>]*>?.?)", space_names)
  end
  return (html:gsub("<mo>\u{2061}</mo>", ""))
end

function Math(math)
  math.text = mend_tex(math.text)
  local html = pandoc.write(pandoc.Pandoc { pandoc.Plain { math } }, "html", { html_math_method = "mathml" })
  if not html:match("<math") then error("this formula does not become MathML: " .. math.text) end
  return pandoc.RawInline("html", mend_mathml(html))
end
