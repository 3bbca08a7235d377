import Foundation
import Notebook
import Testing

/// One small book, woven to the last byte.
struct GoldenBookTests {
  @Test("a small book is woven to exactly this text")
  func golden() throws {
    let book = try TemporaryBook()
    #expect(try book.woven() == Self.expected)
  }

  @Test("a sound book has no problems")
  func sound() throws {
    #expect(try TemporaryBook().problems == [])
  }

  @Test("the same repository gives the same book wherever it lies")
  func deterministic() throws {
    #expect(try TemporaryBook().woven() == TemporaryBook().woven())
  }

  static let expected = #"""
    <!-- Woven by `proximal weave` from Chapters/, Sources/, Tests/ and figures/.
         Never edited by hand: edit those and weave again. -->

    # The book of the coin

    A preface.

    # Contents

    - [1 · A coin](#1--a-coin)
      - [The mean](#the-mean)
    - [Appendix A · Equations](#appendix-a--equations)
    - [Appendix B · Sources](#appendix-b--sources)
    - [Appendix C · Glossary](#appendix-c--glossary)

    # 1 · A coin

    How often does it fall heads? See [the mean](#the-mean), [Figure 1.1](#fig-1.1) and [(1.1)](#eq-1.1).

    ## The mean

    With $x \in \lbrace 0, 1\rbrace$:

    <a id="eq-1.1"></a>

    $$
    \begin{aligned}
    \mathrm{E}[x] &= \sum_x p(x) x
    \\\ &= \tfrac{1}{2}
    \end{aligned} \qquad (1.1)
    $$

    <sub>(1.1) is asserted by [the mean of a toss is one half](Tests/CoinTests/CoinTests.swift). Stands for [S0-E1](#source-s0-e1).</sub>

    A toss of [the core](Sources/Coin/Coin.swift):

    ```swift
    func toss() -> Int {
      1
    }
    ```

    <sub>From [Sources/Coin/Coin.swift](Sources/Coin/Coin.swift).</sub>

    ```swift
    import Coin

    let coin = Coin()
    show(coin.toss())
    ```

    ```text
    heads 0.50
    ```

    Drawn:

    ```swift
    figure("tosses")
    ```

    <a id="fig-1.1"></a>

    ![A curve that settles at one half.](figures/01-coin/tosses.svg)

    **Figure 1.1.** The share of heads $\bar x$ tends to [(1.1)](#eq-1.1).

    <sub>Stands for [S0-F1](#source-s0-f1).</sub>

    <a id="example-1.1"></a><sub>Example 1.1. Stands for [S0-i1](#source-s0-i1).</sub>

    # Appendix A · Equations

    Every numbered equation, the section it stands in, what it stands for in the sources
    (Appendix B), and the tests that assert it.

    | Equation | Section | Stands for | Asserted by |
    | --- | --- | --- | --- |
    | [(1.1)](#eq-1.1) | The mean | [S0-E1](#source-s0-e1) | [the mean of a toss is one half](Tests/CoinTests/CoinTests.swift) |

    # Appendix B · Sources

    The course grew out of five texts, S0 to S4: two posts on PPO, a set of long notes, a deck
    of slides and the notes of a course. Each of their equations (E), formulas in passing (i),
    figures (F), tables (T), algorithms (A), listings (C), formulas in words (V) and reading
    lists (L) is listed with its line in the text and with what in this book covers it.

    Covered so far: 4 of 4.

    | Id | Kind | Line | What it is | Covered by |
    | --- | --- | --- | --- | --- |
    | <a id="source-s0-e1"></a>S0-E1 | equation | 17 | mean of a toss | [(1.1)](#eq-1.1) |
    | <a id="source-s0-e2"></a>S0-E2 | equation | 20 | mean of a toss, again | as [S0-E1](#source-s0-e1) |
    | <a id="source-s0-f1"></a>S0-F1 | figure | 23 | share of heads | [Figure 1.1](#fig-1.1) |
    | <a id="source-s0-i1"></a>S0-i1 | formula in passing | 25 | worked example | [Example 1.1](#example-1.1) |

    # Appendix C · Glossary

    | Term | 中文 | Meaning |
    | --- | --- | --- |
    | **mean** | 均值 | The sum of the values $x_i$ divided by their number. |

    """#
}
