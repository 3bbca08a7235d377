-- The title page: what the book is, where to begin, what is in it, and then what it says about itself.
local book = require "book"
local front = {}

-- Minutes of the short path and of the whole, by chapter, from the book's own table.
local function minutes(blocks)
  local found = {}
  for _, block in ipairs(blocks) do
    if block.t == "Table" and book.stringify(block.head):match("minutes") then
      for _, row in ipairs(block.bodies[1].body) do
        local cells = row.cells
        found[book.stringify(cells[1].contents)] = {
          path = book.stringify(cells[5].contents), whole = book.stringify(cells[9].contents),
        }
      end
    end
  end
  return found
end

local function sections(page)
  local items = {}
  for _, section in ipairs(page.sections) do
    items[#items + 1] = ('<li%s><a href="%s#%s">%s</a>%s</li>'):format(section.detour and ' class="detour"' or "",
      page.file, section.id, section.html, section.detour and '<span class="only-read">, a detour</span>' or "")
  end
  return #items > 0 and '<ul class="inside">' .. table.concat(items) .. "</ul>" or ""
end

local function row(page, pace)
  local time = pace and ('<p class="pace">%s min <span>whole: %s</span></p>'):format(pace.path, pace.whole) or ""
  return ('<li><p class="number">%s</p><div><h3><a href="%s">%s</a></h3>%s</div>%s</li>'):format(
    page.number, page.file, page.name, page.appendix and "" or sections(page), time)
end

-- The blocks of the page: the opening lines, the beginning, the contents, and the rest of the text.
function front.blocks(page, pages)
  local pace = minutes(page.blocks)
  local opening, rest, begun = pandoc.Blocks {}, pandoc.Blocks {}, false
  local contents
  for _, block in ipairs(page.blocks) do
    if block.t == "Header" and block.identifier == "contents" then contents = true end
    if block.t == "Header" and block.level == 2 then begun = true end
    if not contents and not (block.t == "Header" and block.level == 1) then
      (begun and rest or opening):insert(block)
    end
  end
  local chapters, appendices = {}, {}
  for _, other in ipairs(pages) do
    if other.source then
      table.insert(other.appendix and appendices or chapters, row(other, pace[other.number]))
    end
  end

  local result = pandoc.Blocks {}
  result:insert(book.raw('<div class="hero"><h1 id="proximal">Proximal</h1><div class="opening">'))
  result:extend(opening)
  result:insert(book.raw(([[</div><p class="begin"><a class="first" href="%s">Begin with chapter 0</a>
<a href="#two-evenings-or-two-weeks">The short path</a> <a href="#how-to-run">How to run</a></p></div>
<figure class="poles"><div class="picture gif"><img src="figures/00-before-you-start/three-poles.gif" %s
alt="Three carts with poles: before learning, on the way, and at the end; a dot for each fall."></div>
<figcaption>One learner before its first step, on the way, and at the end. A dot stands for a fall.</figcaption></figure>]])
    :format(pages[2].file, front.size("figures/00-before-you-start/three-poles.gif"))))
  result:insert(book.raw('<h2 id="contents">Contents</h2><p class="legend">Minutes are those of the short path, and of the whole chapter. '
    .. 'A section marked ○ is a detour: it is folded, and the short path goes past it.</p>'))
  result:insert(book.raw('<ol class="parts">' .. table.concat(chapters) .. '</ol><h3 class="parts-title">Appendices</h3>'
    .. '<ol class="parts appendices">' .. table.concat(appendices) .. "</ol>"))
  result:extend(rest)
  return result
end

function front.size(path)
  local size = pandoc.image.size(book.read(path))
  return ('width="%d" height="%d"'):format(size.width, size.height)
end

return front
