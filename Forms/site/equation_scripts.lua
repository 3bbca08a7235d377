-- What an equation's number shows: the equation, and the names of the tests that assert it, a script a chapter.
local equations = {}

-- As a JavaScript string.
local function quoted(text)
  return '"' .. text:gsub("[\\\"]", "\\%0"):gsub("\n", "\\n"):gsub("</", "<\\/") .. '"'
end

-- The names of the tests, by the equation's number, from the rows of appendix B.
local function tests(pages)
  local found = {}
  for _, page in ipairs(pages) do
    for row in page.html:gmatch("<tr>.-</tr>") do
      local number = row:match('id="index%-([%d.]+)"')
      if number then
        local names, last = {}, ""
        for cell in row:gmatch("<td[^>]*>(.-)</td>") do last = cell end
        for name in last:gmatch("<a[^>]*>(.-)</a>") do names[#names + 1] = "<li>" .. name .. "</li>" end
        found[number] = names
      end
    end
  end
  return found
end

-- By chapter: addEquations({ "5.3": "<math>…</math><ul>…</ul>", … }).
function equations.scripts(pages)
  local names, scripts = tests(pages), {}
  for _, page in ipairs(pages) do
    local entries = {}
    for number, formula in page.html:gmatch('id="eq%-([%d.]+)"><div[^>]*>%s*(<math.-</math>)') do
      local list = assert(names[number], "no tests of equation " .. number .. " in the index")
      entries[#entries + 1] = ("%q: %s"):format(number,
        quoted(formula .. "<ul>" .. table.concat(list) .. "</ul>"))
    end
    if #entries > 0 then
      scripts[page.number] = "addEquations({\n" .. table.concat(entries, ",\n") .. "\n});\n"
    end
  end
  return scripts
end

return equations
