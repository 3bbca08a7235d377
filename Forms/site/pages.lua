-- Cuts the book at its first-level headings and writes each part as a page into the folder SITE.
-- Everything in the book has one id throughout, so a link is an id; here it gets its page.
package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local book = require "book"
local equations = require "equation_scripts"
local front = require "front"

local folder = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local site = os.getenv("SITE")

local function html(blocks) return pandoc.write(pandoc.Pandoc(blocks), "html", { wrap_text = "none" }) end

local function inline_html(inlines) return html { pandoc.Plain(inlines) } end

-- Chapters/05-ppo-clip/README.md is the page 05-ppo-clip.html, an appendix appendix-b-….html.
local function file_for(source)
  local chapter = source:match("^Chapters/(%d[^/]*)/README%.md$")
  if chapter then return chapter .. ".html" end
  return "appendix-" .. source:match("([^/]+)%.md$") .. ".html"
end

-- boxes.lua puts a line above a detour that says where to go on without it.
local function is_detour(block)
  return block and block.t == "RawBlock" and block.text == '<p class="skip-it">'
end

-- The pages in order. The title and the contents are one page.
local function cut(doc)
  local pages = {}
  for index, block in ipairs(doc.blocks) do
    if block.t == "Header" and block.level == 1 and block.identifier ~= "contents" then
      local title = book.stringify(block)
      local source = block.attributes.page
      block.attributes = {}
      local number, name = title:match("^(.-)%s*·%s*(.*)$")
      pages[#pages + 1] = {
        title = title, number = number and number:gsub("^Appendix ", ""), name = name or title,
        appendix = title:match("^Appendix") ~= nil, source = source,
        file = source and file_for(source) or "index.html", sections = {}, blocks = pandoc.Blocks {},
      }
    end
    local page = pages[#pages]
    if page then
      if block.t == "Header" and block.level == 2 then
        table.insert(page.sections, {
          id = block.identifier, html = inline_html(block.content), detour = is_detour(doc.blocks[index + 1]),
        })
      end
      page.blocks:insert(block)
    end
  end
  return pages
end

local function resolve(pages)
  local page_of = {}
  for _, page in ipairs(pages) do
    for id in page.html:gmatch('%sid="([^"]*)"') do
      if page_of[id] then error("the id " .. id .. " stands twice") end
      page_of[id] = page
    end
  end
  return function(text, page)
    return (text:gsub('href="#([^"]*)"', function(id)
      id = id:gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end)
      local target = page_of[id] or error(page.file .. " links to #" .. id .. ", which is nowhere")
      return ('href="%s#%s"'):format(target == page and "" or target.file, id)
    end))
  end
end

local function sections_list(page)
  if #page.sections == 0 then return "" end
  local items = {}
  for _, section in ipairs(page.sections) do
    local kind = page.appendix and "" or section.detour and ' class="detour"' or ' class="path"'
    items[#items + 1] = ('<li%s><a href="#%s">%s</a>%s</li>'):format(
      kind, section.id, section.html, section.detour and '<span class="only-read">, a detour</span>' or "")
  end
  return '<ol class="sections">' .. table.concat(items) .. "</ol>"
end

local function navigation(pages, current)
  local lists = { chapter = {}, appendix = {} }
  for _, page in ipairs(pages) do
    if page.source then
      local here = page == current
      table.insert(lists[page.appendix and "appendix" or "chapter"],
        ('<li><a href="%s"%s><span class="number">%s</span> %s</a>%s</li>'):format(
          page.file, here and ' aria-current="page"' or "", page.number, page.name, here and sections_list(page) or ""))
    end
  end
  local legend = current and not current.appendix and #current.sections > 0 and current.source
    and '<p class="legend">● the short path &#8195;○ a detour</p>' or ""
  return legend .. ('<ol class="chapters">%s</ol><h2>Appendices</h2><ol class="chapters">%s</ol>'):format(
    table.concat(lists.chapter), table.concat(lists.appendix))
end

local function write(path, text)
  local file = assert(io.open(pandoc.path.join { site, path }, "w"))
  file:write(text)
  file:close()
end

local function edit_address(page)
  if not page.source then return book.address("Chapters/front.md") end
  local chapter = page.source:gsub("README%.md$", "main.swift")
  return book.address(page.appendix and "Chapters/back.md" or chapter)
end

-- "5 · PPO-clip" is "Chapter 5" in small above "PPO-clip".
local function heading(page, header)
  local kind = page.appendix and "Appendix" or "Chapter"
  return book.raw(('<h1 id="%s"><span class="kicker" data-pagefind-ignore>%s %s<span class="only-read">: </span></span>%s</h1>'):format(
    header.identifier, kind, page.number, inline_html(header.content):gsub("^.-·%s*", "")))
end

-- Pages that are not in the book.
local search = [[<h1>Search</h1><p class="told" role="status">Looking…</p><ol class="results"></ol>
<noscript><p>Search needs JavaScript. The whole book in one file is in the repository.</p></noscript>]]
local lost = [[<h1>There is no such page</h1><p>The <a href="index.html">title page</a> lists all there are.</p>]]

function Pandoc(doc)
  local pages = cut(doc)
  local template = pandoc.template.compile(book.read(pandoc.path.join { folder, "page.html" }))
  local function fill(page, context)
    context.description = book.escape(context.title:gsub(" · Proximal$", "") .. ". A course in policy optimisation that you run.")
    context.navigation = navigation(pages, page)
    context.repository = os.getenv "REPOSITORY"
    context.live = os.getenv "LIVE"
    context.api = os.getenv "API"
    return pandoc.layout.render(pandoc.template.apply(template, context))
  end

  for _, page in ipairs(pages) do
    if page.source then
      page.blocks[1] = heading(page, page.blocks[1])
    else
      page.blocks = front.blocks(page, pages)
    end
    page.html = html(page.blocks)
  end
  local resolved = resolve(pages)
  for index, page in ipairs(pages) do
    local function neighbour(other) return other and { file = other.file, title = other.title } end
    page.html = resolved(page.html, page)
    write(page.file, fill(page, {
      title = page.source and page.title .. " · Proximal" or "Proximal",
      body = page.html,
      in_book = true,
      front = page.source == nil,
      previous = neighbour(pages[index - 1]),
      next = neighbour(pages[index + 1]),
      edit = edit_address(page),
    }))
  end
  for chapter, script in pairs(equations.scripts(pages)) do write("equations/" .. chapter .. ".js", script) end
  write("search.html", fill(nil, { title = "Search · Proximal", body = search }))
  -- It is shown at any address, so its links begin at the site's root.
  write("404.html", (fill(nil, { title = "Not found · Proximal", body = lost }):gsub(
    '(%s[hs][re][ec]f?=")([%w][^":]*")', "%1" .. (os.getenv "PREFIX" or "/") .. "%2")))
  return pandoc.Pandoc {}
end
