-- TeX as GitHub needs it, made TeX as it is meant.

return {
  {
    Math = function(math)
      -- A row ends with \\ and a space that GitHub needs; elsewhere "\ " would indent the row after it.
      math.text = math.text:gsub("\\\\\\ ", "\\\\ ")
      -- An empty group before a minus keeps GitHub from taking the line for a list; it would make the
      -- minus one between two terms, with room on both sides.
      math.text = math.text:gsub("^%s*{}%s*%-", "-")
      return math
    end,
  },
}
