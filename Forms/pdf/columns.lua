-- How wide a table's columns are. Typst gives every column that is too wide for its line the same width;
-- a column with much text deserves more, and none may be narrower than its longest piece that cannot be broken.

local line = 100       -- characters that fit beside one another in a table
local padding = 2.6    -- characters' worth of room between columns
local long_word = 14
local short_cell = 11  -- a column with no longer cells is not broken: a number, a range
local word_room = 1.2  -- capitals and digits are wider than the mean

-- How many characters wide the content is, about, and its longest piece: lines break at spaces, and where a
-- word is long after its hyphens.
local function extent(content)
  local length, longest, piece = 0, 0, 0
  local function add(count)
    length, piece = length + count, piece + count
    longest = math.max(longest, piece)
  end
  local function add_text(text, width)
    -- A Chinese character is as wide as two letters, and a line may break after it.
    text = text:gsub("[\xE3-\xEF][\x80-\xBF][\x80-\xBF]", function()
      add(2)
      piece = 0
      return ""
    end)
    local breaks_at = utf8.len(text) > long_word and "[%- ]" or " "
    for part, last in text:gmatch("(.-)(" .. breaks_at .. ")") do
      add(utf8.len(part .. last) * width)
      piece = 0
    end
    add(utf8.len(text:match("([^" .. breaks_at:gsub("[%[%]]", "") .. "]*)$")) * width)
  end
  local function rest()
    length, piece = length + 1, 0
  end
  pandoc.Div(content):walk {
    traverse = "topdown",
    Math = function(formula)
      add(#formula.text:gsub("\\%a+", "x"):gsub("[{}_^%s]", ""))
      return formula, false
    end,
    Code = function(code)
      add_text(code.text, 1.05)
      return code, false
    end,
    Str = function(text) add_text(text.text, 1) end,
    Space = rest,
    SoftBreak = rest,
  }
  return length, longest
end

local function rows_of(block)
  local rows = pandoc.List {}
  rows:extend(block.head.rows)
  for _, body in ipairs(block.bodies) do rows:extend(body.body) end
  -- A row with a cell that is as wide as several columns says nothing about one.
  return rows:filter(function(row) return #row.cells == #block.colspecs end)
end

-- Widths that fill the room, each between the longest piece and the longest cell.
local function widths(room, smallest, natural, weight)
  local function with(factor)
    local all, sum = {}, 0
    for column = 1, #natural do
      all[column] = math.min(natural[column], math.max(smallest[column], factor * weight[column]))
      sum = sum + all[column]
    end
    return all, sum
  end
  local low, high = 0, room
  for _ = 1, 40 do
    local middle = (low + high) / 2
    local _, sum = with(middle)
    if sum > room then high = middle else low = middle end
  end
  return with(low)
end

-- How tall the table is, in lines.
local function height(lengths, shares)
  local lines = 0
  for _, row in ipairs(lengths) do
    local tallest = 1
    for column, length in ipairs(row) do tallest = math.max(tallest, math.ceil(length / shares[column])) end
    lines = lines + tallest
  end
  return lines
end

-- Of the widths with more or less for columns with much text, in larger or smaller letters, those of the
-- lowest table; but smaller letters count against it.
local function best(room, lengths, smallest, natural, weight)
  local least = 0
  for _, width in ipairs(smallest) do least = least + width end
  local largest = math.min(1, room / least)
  local lowest, shares, scale = math.huge, nil, nil
  for _, size in ipairs { 1, 0.94, 0.88, 0.82 } do
    local this_scale = math.min(size, largest)
    for _, exponent in ipairs { 0.5, 1, 1.5 } do
      local weights = weight:map(function(value) return value ^ exponent end)
      local these = widths(room / this_scale, smallest, natural, weights)
      local cost = height(lengths, these) * (1 + 2 * (1 - this_scale))
      if cost < lowest then lowest, shares, scale = cost, these, this_scale end
    end
  end
  return shares, scale
end

-- Text of Typst: a list of widths, and how many times as large as usual the letters may be.
local function widths_and_scale(block)
  local rows = rows_of(block)
  local lengths = rows:map(function() return {} end)
  local natural, smallest, weight = pandoc.List {}, pandoc.List {}, pandoc.List {}
  for column = 1, #block.colspecs do
    local longest_cell, longest_piece, total = 1, 1, 0
    for position, row in ipairs(rows) do
      local length, longest = extent(row.cells[column].contents)
      lengths[position][column] = length * word_room
      longest_cell = math.max(longest_cell, length * word_room)
      longest_piece = math.max(longest_piece, longest * word_room)
      total = total + length
    end
    natural[column] = longest_cell
    smallest[column] = longest_cell <= short_cell and longest_cell or longest_piece
    -- Between the mean and the longest: a row is as tall as its tallest cell.
    weight[column] = math.sqrt(longest_cell * total / #rows)
  end
  local room = line - padding * #natural
  local sum = 0
  for _, width in ipairs(natural) do sum = sum + width end
  if sum <= room then return "(" .. string.rep("auto, ", #natural) .. ")", 1 end
  local shares, scale = best(room, lengths, smallest, natural, weight)
  local texts = pandoc.List(shares):map(function(share) return string.format("%.1ffr", share) end)
  return "(" .. table.concat(texts, ", ") .. ",)", scale
end

-- MARK: A long last column

local many = 7      -- columns
local long = 40     -- characters

local function is_crowded(block)
  if #block.colspecs < many then return false end
  for _, row in ipairs(rows_of(block)) do
    if extent(row.cells[#row.cells].contents) > long then return true end
  end
  return false
end

-- The last cell of each row as a row of its own, below the others and as wide as all but the first.
local function lowered(rows, count)
  local all = pandoc.List {}
  for _, row in ipairs(rows) do
    local last = row.cells:remove(count)
    all:insert(row)
    if #last.contents > 0 then
      all:insert(pandoc.Row { pandoc.Cell {}, pandoc.Cell(last.contents, "AlignDefault", 1, count - 2) })
    end
  end
  return all
end

-- A table of many columns has no room beside them for one with long text: that goes below them.
local function with_last_column_lowered(block)
  local count = #block.colspecs
  block.head.rows = lowered(block.head.rows, count)
  for _, body in ipairs(block.bodies) do body.body = lowered(body.body, count) end
  block.colspecs:remove(count)
  return block
end

return { widths_and_scale = widths_and_scale, is_crowded = is_crowded, with_last_column_lowered = with_last_column_lowered }
