import Testing

@testable import Weaver

struct PaceTests {
  @Test(
    "a word has a letter or a digit; code, mathematics, targets, references and tags are none",
    arguments: [
      ("Push the cart to the left, or to the right.", 10),
      ("A return of 500 – the maximum.", 6),
      ("The $n$-step return $R_t$, by [@eq:1.1], is `show(x)`.", 5),
      ("See [the mean of it](#the-mean), or <a id=\"x\"></a>nothing.", 7),
      ("## What a policy is", 4),
      ("| 1 | $R(\\tau) - b$ | less noise |", 3),
      ("> **Algorithm 5 · PPO**", 3),
      ("", 0),
      ("if 3 < 4 and 5 > 4", 6),
    ])
  func words(line: String, count: Int) {
    #expect(Pace.words(in: line) == count)
  }

  @Test("120 words, an equation and 20 lines of code take 1, 1.5 and 1 minutes")
  func minutes() {
    #expect(Pace(words: 120, equations: 1, lines: 20).minutes == 3.5)
    #expect(Pace(words: 60, equations: 2, lines: 30).minutes == 5)
  }

  @Test("time is told in whole minutes, at least one")
  func time() {
    #expect(Pace(words: 10).time == "1 minute")
    #expect(Pace(words: 170).time == "1 minute")
    #expect(Pace(words: 190).time == "2 minutes")
  }
}
