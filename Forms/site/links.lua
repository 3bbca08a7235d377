-- Links between the book's pages become links between headings, links to files lead to the repository.
package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local book = require "book"

function Pandoc(doc)
  local heading_of = { ["Chapters/README.md"] = "proximal", ["book.md"] = "proximal" }
  local pages = book.pages(doc)
  for _, block in ipairs(doc.blocks) do
    local page = block.t == "Header" and block.level == 1 and pages[book.stringify(block)]
    if page then
      heading_of[page] = block.identifier
      block.attributes.page = page -- for the filters that ask which chapter this is
    end
  end

  local function Link(link)
    local target = link.target
    if target:match("^#") or target:match("^%a+:") then return nil end
    local path, fragment = target:match("^([^#]*)#?(.*)$")
    if heading_of[path] then
      link.target = "#" .. (fragment ~= "" and fragment or heading_of[path])
    else
      link.target = book.address(path) .. (fragment ~= "" and "#" .. fragment or "")
    end
    return link
  end
  return doc:walk { Link = Link }
end
