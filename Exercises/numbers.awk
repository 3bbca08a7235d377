# Do the numbers agree? Reads the chapters, the tests and the stubs, and prints what does not:
# the exercise that a stub belongs to names its functions, and at least one test.

FILENAME ~ /^Chapters/ {
  if (/^## Exercises/) listed = 1
  if (/^\*\//) listed = 0
  if (listed && /^[0-9]+\. /) number = substr(FILENAME, 10, 2) + 0 "." $1 + 0
  if (listed) text[number] = text[number] $0
  next
}

FILENAME ~ /Tests/ {
  if (match($0, /"exercise [0-9]+\.[0-9]+: /)) tested[substr($0, RSTART + 10, RLENGTH - 12)] = 1
  next
}

/^\/\/\/ \*\*Exercise [0-9]+\.[0-9]+\.\*\* / {
  number = $3; sub(/\.\*\*$/, "", number)
  if (!tested[number]) complain("no test is called \"exercise " number ": …\"")
}

/^public func / {
  name = $3; sub(/\(.*/, "", name)
  if (!index(text[number], "`" name "`"))
    complain("exercise " number " in the chapter does not say `" name "`")
}

/^ *throw Unsolved\("/ && !index($0, "\"" number "\"") {
  complain("here it is exercise " number ", but it says " $0)
}

function complain(what) { print FILENAME ": " what; bad = 1 }

END { exit bad }
