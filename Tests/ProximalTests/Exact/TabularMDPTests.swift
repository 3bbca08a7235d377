import Proximal
import TestSupport
import Testing

@Suite("TabularMDP")
struct TabularMDPTests {
  @Test("tables are flat and row-major: [s][a][s′] and [s][a]")
  func layout() {
    let mdp = TabularMDP.corridor
    #expect(mdp.stateCount == 3)
    #expect(mdp.actionCount == 2)
    #expect(mdp.transition.count == 18)
    #expect(Array(mdp.nextStates(from: 2, action: 0)) == [0, 0.8, 0.2])
    #expect(mdp.reward(state: 2, action: 1) == 3)
    #expect(mdp.reward == [1, 0, 0, 0, 0, 3])
  }

  @Test("another discount leaves the rest of the world as it was")
  func discounted() {
    let mdp = twoRooms.discounted(by: 0)
    #expect(mdp.discount == 0 && mdp.transition == twoRooms.transition)
    // Only the first reward counts: 1 or 0, with equal chances.
    #expect(mdp.expectedReturn(of: .uniform(states: 2, actions: 2)) == 0.5)
    #expect(mdp.discounted(by: 0.5) == twoRooms)
  }

  @Test("a discount above 1 stops the program, also when it is set later")
  func discountAboveOne() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = TabularMDP.corridor.discounted(by: 1.01)
    }
    expectMessage(result, "a discount lies from 0 to 1; got 1.01")
  }

  @Test("terminal states are marked")
  func terminal() {
    #expect(door.isTerminal == [false, true])
    #expect(TabularMDP.corridor.isTerminal == [false, false, false])
  }

  @Test("probabilities that do not sum to 1 stop the program and say which")
  func distribution() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = TabularMDP(
        transition: [[[1, 0], [0.5, 0.4]], [[1, 0], [0, 1]]], reward: [[0, 0], [0, 0]],
        start: [1, 0], discount: 0.9)
    }
    expectMessage(
      result, "P(· | s = 0, a = 1) must be probabilities that sum to 1; got [0.5, 0.4], sum 0.9")
  }

  @Test("negative probabilities stop the program, though they sum to 1")
  func negative() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = TabularMDP(
        transition: [[[1, 0]], [[0, 1]]], reward: [[0], [0]], start: [1.5, -0.5], discount: 0.9)
    }
    expectMessage(result, "p(s₀) must be probabilities that sum to 1; got [1.5, -0.5]")
  }

  @Test("a terminal state that pays stops the program")
  func payingTerminal() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = TabularMDP(
        transition: [[[0, 1]], [[0, 1]]], reward: [[0], [1]], start: [1, 0], discount: 0.9,
        terminalStates: [1])
    }
    expectMessage(result, "in the terminal state 1 every action stays and pays nothing")
  }

  @Test("an endless episode without discount has no value, and the message says what to do")
  func endless() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = TabularMDP.corridor.expectedReturn(of: .uniform(states: 3, actions: 2))
    }
    expectMessage(result, "Take a discount below 1, or a finite horizon")
  }
}
