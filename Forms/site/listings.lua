-- Code is coloured, named by the file and the line where it stands in the repository, and set into a box
-- that scrolls by itself. The line is found by the text: the chapter's file holds what the book shows.
package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local book = require "book"

local function lines_of(text)
  local lines = {}
  for line in (text:gsub("\n$", "") .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
  return lines
end

-- Where the listing begins in a file: the first line from which all its lines follow, whatever they are
-- indented by. Where something was left out of the listing, the first line alone decides.
local function line_in(file, listing, from)
  local function stripped(line) return (line:gsub("^%s+", "")) end
  local alone
  for start = from, #file do
    if stripped(file[start]) == stripped(listing[1]) then
      local equal = 1
      while equal < #listing and file[start + equal]
        and stripped(file[start + equal]) == stripped(listing[equal + 1]) do equal = equal + 1 end
      if equal == #listing then return start end
      alone = alone or start
    end
  end
  return alone
end

-- Skylighting puts a span with an id and an empty link around each line, for line numbers: not wanted here.
local function lines_without_numbers(block)
  local html = pandoc.write(pandoc.Pandoc { block }, "html")
  html = html:match("<code[^>]*>(.*)</code>")
  html = html:gsub('<span id="cb[%d%-]+"><a href="#cb[%d%-]+"[^>]*></a>', "\1")
  -- Each \1 opened a span that ends the line.
  local lines = {}
  for line in (html .. "\n"):gmatch("(.-)\n") do
    if line:match("^\1") then line = line:gsub("^\1", ""):gsub("</span>$", "") end
    lines[#lines + 1] = line
  end
  return table.concat(lines, "\n"):gsub("\n+$", "")
end

local names = { swift = "Swift", diff = "A change", sh = "Shell", text = "Printed" }

local function listing(block, path, line)
  local kind = block.classes[1] or "text"
  local source = ""
  if path then
    source = ('<a class="source" href="%s">%s, line %d</a>'):format(
      book.address(path, line), path:gsub("^Chapters/[^/]*/", ""), line)
  end
  return book.raw(('<div class="listing %s"><div class="bar">%s</div><pre class="scrolls" data-name="%s"><code>%s</code></pre></div>')
    :format(kind, source, names[kind] or kind, lines_without_numbers(block)))
end

-- The file that the paragraph below a listing names: "From Sources/….swift."
local function origin(block)
  local small = block and block.t == "Para" and #block.content == 1 and block.content[1]
  return small and small.t == "Span" and book.stringify(small):match "^From (%S+%.swift)%.$"
end

function Pandoc(doc)
  local chapter, lines, from
  local function place(block, below)
    local path = origin(below)
    if path then return path, line_in(lines_of(book.read(path)), lines_of(block.text), 1) end
    if not lines then return nil end
    local line = line_in(lines, lines_of(block.text), from)
    if line then from = line end
    return chapter, line
  end

  local blocks, missing, index = pandoc.Blocks {}, 0, 1
  while index <= #doc.blocks do
    local block = doc.blocks[index]
    if block.t == "Header" and block.level == 1 then
      local page = block.attributes.page or ""
      chapter = page:gsub("README%.md$", "main.swift")
      local text = page:match "README%.md$" and book.read(chapter)
      lines, from = text and lines_of(text), 1
    end
    if block.t ~= "CodeBlock" then
      blocks:insert(block:walk { CodeBlock = function(inner) return listing(inner) end })
    elseif block.classes[1] == "swift" then
      local path, line = place(block, doc.blocks[index + 1])
      blocks:insert(listing(block, line and path, line))
      if path and not line then missing = missing + 1 end
      if line and path ~= chapter then index = index + 1 end -- the bar says what the paragraph would
    else
      blocks:insert(listing(block))
    end
    index = index + 1
  end
  if missing > 0 then io.stderr:write("site: " .. missing .. " listings were not found in their file\n") end
  doc.blocks = blocks
  return doc
end
