-- Where links lead that leave the text. One to a chapter's page leads to its heading: the book is whole here.
-- One to another file of the repository leads to that file at REPOSITORY, the repository's address.

local repository = assert(os.getenv("REPOSITORY"), "REPOSITORY, the repository's address, is not set")

local headings = {}

local function remember(header)
  headings[pandoc.utils.stringify(header)] = header.identifier
end

local function target(link)
  local path = link.target
  if path:match("^#") or path:match("^%a[%w+.-]*:") then return path end
  if path:match("^Chapters/.*%.md$") then
    local title = pandoc.utils.stringify(link)
    return "#" .. assert(headings[title], "there is no heading " .. title .. " for the link to " .. path)
  end
  -- A folder, whose name has no extension, is a tree at GitHub, a file a blob.
  local kind = path:match("%.%a+[^/]*$") and "/blob/main/" or "/tree/main/"
  return repository .. kind .. path
end

return {
  { Header = remember },
  {
    Link = function(link)
      link.target = target(link)
      return link
    end,
  },
}
