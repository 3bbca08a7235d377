-- A table stands in a box that scrolls by itself where it is too wide.
package.path = pandoc.path.directory(PANDOC_SCRIPT_FILE) .. "/?.lua;" .. package.path
local book = require "book"

function Table(table)
  return { book.raw('<div class="table scrolls" data-name="Table">'), table, book.raw("</div>") }
end
