# The table of `make exercises`: first the stubs, which name the exercises, then what the tests said.

# /// **Exercise 1.4.** The leave-one-out mean
/^\/\/\/ \*\*Exercise [0-9]+\.[0-9]+\.\*\* / {
  number = $3; sub(/\.\*\*$/, "", number)
  title = $0; sub(/^.*\.\*\* /, "", title)
  order[++count] = number; titles[number] = title; files[number] = FILENAME
}

/^◇ Test "exercise / && / started\.$/ { running = exercise(); next }
/^✔ Test "exercise / { passed[exercise()]++; running = "" }
/^✘ Test "exercise / && /recorded an issue/ { issue(); next }
/^✘ Test "exercise / && / failed after / { running = "" }
# The message of a check stands below it.
/^↳ / && pending != "" { sub(/^↳ /, ""); message(pending, $0); pending = ""; next }
/Fatal error: / { reason = $0; sub(/^.*Fatal error: /, "", reason) }

# The exercise that a line is about.
function exercise(   words) {
  split($0, words, /"exercise |: /)
  return words[2]
}

function issue(   e) {
  e = exercise()
  pending = ""
  if (/Caught error: exercise .* is not yet solved/) { unsolved[e] = 1; return }
  wrong[e] = 1
  if (/Caught error: /) { sub(/^.*Caught error: /, ""); message(e, "it throws " $0) }
  else pending = e
}

# Up to three different messages an exercise.
function message(e, text) {
  if (told[e] < 3 && !((e, text) in said)) messages[e, ++told[e]] = text
  said[e, text] = 1
}

END {
  solved = 0
  for (i = 1; i <= count; i++) {
    e = order[i]
    if (files[e] != file) {
      if (i > 1) print ""
      file = files[e]
      print "Chapter " substr(e, 1, 1) " · " file
    }
    if (e == running) state = "stopped       "
    else if (unsolved[e]) state = "not yet solved"
    else if (wrong[e]) state = "wrong         "
    else if (passed[e]) { state = "solved        "; solved++ }
    else state = "not reached   "
    printf "  %-4s  %s  %s\n", e, state, titles[e]
    if (e == running) print "        the tests ended here: " (reason ? reason : "a number too large, perhaps")
    else if (!unsolved[e]) for (m = 1; m <= told[e]; m++) print "        " messages[e, m]
  }
  print "\n" solved " of " count " solved."
  if (solved == count) exit 0
  print "Put your answers into the files named above, and run this again."
  exit 1
}
