import Foundation
import Testing
import Weaver

/// One small book, woven to the last byte.
struct GoldenBookTests {
  @Test("a small book is woven to exactly this text")
  func golden() throws {
    let book = try TemporaryBook()
    let woven = try book.woven()
    let pairs = zip(woven.split(separator: "\n"), Self.expected.split(separator: "\n"))
    for (line, expected) in pairs { try #require(line == expected) }
    #expect(woven == Self.expected)
  }

  @Test("a sound book has no problems")
  func sound() throws {
    #expect(try TemporaryBook().problems == [])
  }

  @Test("the same repository gives the same book wherever it lies")
  func deterministic() throws {
    #expect(try TemporaryBook().woven() == TemporaryBook().woven())
  }

  @Test("chapters are in the order of their numbers, and each counts its figures and examples")
  func twoChapters() throws {
    let book = try TemporaryBook()
    try book.addChapter(
      """
      //: # 2 · A die
      //:
      //: See [@fig:tosses], [@fig:coin/tosses] and [@eq:1.1].
      figure("tosses")
      //: {{ covers: S0-i1 }}
      """)
    let text = try book.woven()
    let chapter = try #require(text.firstRange(of: "# 2 · A die\n"))
    let end = try #require(text.firstRange(of: "# Appendix A"))
    #expect(
      text[chapter.lowerBound..<end.lowerBound] == #"""
        # 2 · A die

        See [Figure 2.1](#fig-2.1), [Figure 1.1](#fig-1.1) and [(1.1)](#eq-1.1).

        ```swift
        figure("tosses")
        ```

        <a id="fig-2.1"></a>

        ![A curve that settles at one half.](figures/02-die/tosses.svg)

        **Figure 2.1.** The share of heads $\bar x$ tends to [(1.1)](#eq-1.1).

        <a id="example-2.1"></a>


        """#)
    #expect(text.contains("| [Figure 1.1](#fig-1.1), [Figure 2.1](#fig-2.1) |"))
    #expect(text.contains("- [2 · A die](Chapters/02-die/README.md)"))
    #expect(book.problems == [])
  }

  static let expected = #"""
    <!-- Woven by `proximal weave` from Chapters/, Sources/, Tests/ and figures/.
         Never edited by hand: edit those and weave again. -->

    # The book of the coin

    A preface.

    # Contents

    - [1 · A coin](Chapters/01-coin/README.md)
      - [The mean](#the-mean)
    - [Appendix A · Equations](Chapters/appendices/a-equations.md)
    - [Appendix B · Claims](Chapters/appendices/b-claims.md)
    - [Appendix C · Sources](Chapters/appendices/c-sources.md)
    - [Appendix D · Hyperparameters](Chapters/appendices/d-hyperparameters.md)
      - [Chapter 1](#chapter-1)
    - [Appendix E · Glossary](Chapters/appendices/e-glossary.md)
    - [Appendix F · Further reading](Chapters/appendices/f-further-reading.md)

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

    <sub>[✓ (1.1)](#index-1.1)</sub>

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

    <a id="example-1.1"></a>

    <a id="trial-x1"></a>The course notes claim something about this: [X1, on trial](#claim-x1).

    # Appendix A · Equations

    | Equation | Section | Stands for | Asserted by |
    | --- | --- | --- | --- |
    | <a id="index-1.1"></a>[(1.1)](#eq-1.1) | The mean | [S0-E1](#source-s0-e1) | [the mean of a toss is one half](Tests/CoinTests/CoinTests.swift) |

    # Appendix B · Claims

    <a id="claim-x1"></a>**X1.** In a text on coins (S0, line 30):

    > A coin falls heads with chance $p$.

    **Right in part.** It is $p = 0.5$, by [(1.1)](#eq-1.1).

    <sub>[Chapter 1, The mean](#trial-x1). Tests: [the mean of a toss is one half](Tests/CoinTests/CoinTests.swift).</sub>

    # Appendix C · Sources

    | Id | Kind | Line | What it is | Covered by |
    | --- | --- | --- | --- | --- |
    | <a id="source-s0-e1"></a>S0-E1 | equation | 17 | mean of a toss | [(1.1)](#eq-1.1) |
    | <a id="source-s0-e2"></a>S0-E2 | equation | 20 | mean of a toss, again | as [S0-E1](#source-s0-e1) |
    | <a id="source-s0-f1"></a>S0-F1 | figure | 23 | share of heads | [Figure 1.1](#fig-1.1) |
    | <a id="source-s0-i1"></a>S0-i1 | formula in passing | 25 | worked example | [chapter 1, The mean](#example-1.1) |
    | <a id="source-s0-l"></a>S0-L | reading list | 40 | books | [Appendix F · Further reading](#appendix-f--further-reading) |

    # Appendix D · Hyperparameters

    ## Chapter 1

    |  | algorithm | environment | seeds | steps | environments × steps | epochs × minibatches | hidden layers | all else |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    | 1.1 | `tosses` | Coin-v0 | 1 – 3 | 2,000 | 4 × 8 | 2 × 1 | 16, 16 | learning rate 0.1; discount 0.9 |
    | 1.2 | `tosses-slow` | Coin-v0 | 1 – 3 | 2,000 | 4 × 8 | 2 × 1 | 16, 16 | as 1.1, but learning rate 0.01 |

    # Appendix E · Glossary

    | Term | 中文 | Meaning |
    | --- | --- | --- |
    | <a id="term-mean"></a>**mean** | 均值 | The sum of the values $x_i$ divided by their number. |

    # Appendix F · Further reading

    A book on coins.

    """#
}
