import Proximal
import RealModule
import TestSupport
import Testing

@Suite("TabularPolicy")
struct TabularPolicyTests {
  @Test("logits (log 1, log 2, log 5) give probabilities 1/8, 2/8, 5/8")
  func byHand() {
    let policy = TabularPolicy(logits: [[0, .log(2), .log(5)], [7, 7, 7]])
    expectClose(
      policy.probabilities, [1 / 8, 2 / 8, 5 / 8, 1 / 3, 1 / 3, 1 / 3], tolerance: 1e-15)
    #expect(Array(policy.probabilities(in: 0)) == Array(policy.probabilities[0..<3]))
    #expect(policy.probability(of: 2, in: 0) == policy.probabilities[2])
    expectClose(policy.logProbability(of: 1, in: 0), .log(0.25), tolerance: 1e-15)
  }

  @Test("logits of a thousand neither overflow nor lose the small probability's logarithm")
  func largeLogits() {
    let policy = TabularPolicy(logits: [1000, -1000, 0], actionCount: 3)
    #expect(policy.probabilities == [1, 0, 0])
    #expect(policy.logProbabilities == [0, -2000, -1000])
    #expect(policy.entropy == [0])
  }

  @Test("a constant added to a state's logits changes nothing")
  func shift() {
    let policy = TabularPolicy(logits: [[0.3, -0.7, 1.1]])
    let shifted = TabularPolicy(logits: [[5.3, 4.3, 6.1]])
    expectClose(shifted.probabilities, policy.probabilities, tolerance: 1e-15)
  }

  @Test("the entropy is log A for equal probabilities, and 1.75 bits for 1/2, 1/4, 1/8, 1/8")
  func entropy() {
    let policy = TabularPolicy(logits: [[0, 0, 0, 0], [.log(4), .log(2), 0, 0]])
    expectClose(policy.entropy, [.log(4), 1.75 * .log(2)], tolerance: 1e-15)
  }

  @Test("a step moves each logit by the step size times the direction")
  func moved() {
    let policy = TabularPolicy(logits: [1, 2, 3, 4], actionCount: 2)
    #expect(policy.moved(along: [1, 0, -1, 4], stepSize: 0.5).logits == [1.5, 2, 2.5, 6])
  }

  @Test("a table with a ragged row stops the program")
  func ragged() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = TabularPolicy(logits: [[0, 0], [0, 0, 0]])
    }
    expectMessage(result, "every state needs as many logits as state 0, 2; got [2, 3]")
  }
}
