-- Formulas as MathML that browsers set well. What pandoc writes is mended where it loses something.

-- The names of functions, which pandoc makes letters, are operators: only those have space around them.
local names = {}
for name in ("log exp min max sin cos tanh sinh arcsin clip softplus softmax diag"):gmatch "%S+" do names[name] = true end

-- TeX's rule: none beside a sign or at an edge, none before a parenthesis, a thin one elsewhere.
local function space_before(html)
  local count
  repeat html, count = html:gsub("<m[rsuo][a-z]*>$", "") until count == 0 -- into <mrow>, <msub> and their like
  local edge = html:match "<[^/][^<]*>$" or html:match "<mo>[^<]*</mo>$" or html:match '<mo[^>]*"prefix">[^<]*</mo>$'
  return edge and "0" or "0.167em"
end

local function space_after(html)
  html = html:gsub("^<mrow>", "")
  return html:match "^<mo" and "0" or "0.167em"
end

local function space_names(html)
  local position = 1
  while true do
    local first, last, name = html:find("<mi>(%a%a+)</mi>", position)
    if not first then return html end
    if names[name] then
      local before, after = html:sub(1, first - 1), html:sub(last + 1)
      local operator = ('<mo lspace="%s" rspace="%s">%s</mo>'):format(space_before(before), space_after(after), name)
      html, last = before .. operator .. after, #before + #operator
    end
    position = last + 1
  end
end

local function mend_mathml(html)
  html = html:gsub("<annotation.-</annotation>", ""):gsub("</?semantics>", ""):gsub("<mo>\u{2061}</mo>", "")
  html = html:gsub("<mo>&#8289;</mo>", "")
  -- \mathrm{KL} comes letter by letter.
  local letter = '<mi mathvariant="normal">(%a+)</mi>'
  local count
  repeat html, count = html:gsub(letter .. letter, '<mi mathvariant="normal">%1%2</mi>') until count == 0
  html = html:gsub('<mi mathvariant="normal">(%a%a+)</mi>', "<mi>%1</mi>")
  html = space_names(html:gsub("<mrow>(<mi>%a%a+</mi>)</mrow>", "%1"))
  -- A bar over a word is a border, since a bar that is a letter covers one letter; other accents stay as wide as one,
  -- but for braces, which are as wide as what they hold.
  html = html:gsub('<mover>(<mi>%a%a+</mi>)<mo accent="true">[¯‾]+</mo></mover>', '<mrow class="over">%1</mrow>')
  html = html:gsub('<mo accent="true">', '<mo accent="true" stretchy="false">')
  html = html:gsub('<mo accent="true" stretchy="false">([⏞⏟]+)</mo>', "<mo>%1</mo>")
  html = html:gsub("\u{302}</mo>", "ˆ</mo>")
  -- Fonts draw a prime raised: as an exponent it would be raised twice.
  html = html:gsub("<msup>(<mi>[^<]*</mi>)<mo>′</mo></msup>", '<mrow>%1<mo lspace="0" rspace="0">′</mo></mrow>')
  -- No space in what stands below a sum.
  html = html:gsub("(<mo>[∑∏]+</mo><mrow>.-</mrow>)", function(sum) return (sum:gsub("<mo>=", '<mo lspace="0" rspace="0">=')) end)
  return html
end

function Math(math)
  local html = pandoc.write(pandoc.Pandoc { pandoc.Plain { math } }, "html", { html_math_method = "mathml" })
  if not html:match("<math") then error("this formula does not become MathML: " .. math.text) end
  html = mend_mathml(html)
  -- Rows of a broken formula are as large as the formula would be in one.
  if math.text:match "\\begin{aligned}" then html = html:gsub("<mtable>", '<mtable displaystyle="true">', 1) end
  -- A formula in a line cannot be broken: on a narrow page a long one scrolls by itself.
  local letters = utf8.len((html:gsub("<[^>]*>", "")))
  if math.mathtype == "InlineMath" and letters > 24 then
    html = '<span class="long scrolls" data-name="Formula">' .. html .. "</span>"
  end
  return pandoc.RawInline("html", html)
end
