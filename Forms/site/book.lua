-- What several filters ask about the book and the repository.
local book = {}

book.stringify = pandoc.utils.stringify

-- Text for an attribute.
function book.escape(text)
  return (text:gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

function book.raw(html) return pandoc.RawBlock("html", html) end

function book.read(path)
  local file = io.open(path)
  if not file then return nil end
  local text = file:read("a")
  file:close()
  return text
end

local function is_folder(path) return pcall(pandoc.system.list_directory, path) end

-- The address of a file or folder of the repository; an error where there is none.
function book.address(path, line)
  path = path:gsub("/$", "")
  local folder = is_folder(path)
  if not folder and not book.read(path) then error("the book links to " .. path .. ", which is not there") end
  local address = os.getenv("REPOSITORY") .. (folder and "/tree/main/" or "/blob/main/") .. path
  return line and address .. "#L" .. line or address
end

-- Chapters and appendices by the heading's text, from the book's own contents:
-- { ["5 · PPO-clip"] = "Chapters/05-ppo-clip/README.md" }.
function book.pages(doc)
  local pages, inside = {}, false
  for _, block in ipairs(doc.blocks) do
    if block.t == "Header" and block.level == 1 then inside = block.identifier == "contents" end
    if inside and block.t == "BulletList" then
      for _, item in ipairs(block.content) do
        local link = item[1].content[1]
        pages[book.stringify(link)] = link.target
      end
    end
  end
  return pages
end

return book
