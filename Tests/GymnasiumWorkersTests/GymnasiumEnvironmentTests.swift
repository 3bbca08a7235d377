import Foundation
import GymnasiumWorkers
import Proximal
import TestSupport
import Testing

/// An environment of `fakes.py`, in a pool of its own.
private func fake<Element>(
  _ name: String, _ type: Element.Type = Element.self
) throws -> GymnasiumEnvironment<Element> {
  let python = try StandIn.withFakes()
  return GymnasiumEnvironment(in: try GymnasiumPool("fakes:\(name)-v0", python: python.path))
}

@Suite(.enabled(if: GymnasiumPython.isWanted, GymnasiumPython.reason))
struct GymnasiumEnvironmentTests {
  @Test("CartPole through Gymnasium is our own, to the bit", arguments: [1, 2, 42] as [UInt64])
  func cartPole(seed: UInt64) throws {
    let pool = try GymnasiumPool("CartPole-v1", python: GymnasiumPython.path)
    var (theirs, ours) = (GymnasiumEnvironment<Int>(in: pool), CartPole())
    #expect(
      (theirs.id, theirs.actionSpace, theirs.timeLimit, theirs.observationCount)
        == (ours.id, ours.actionSpace, ours.timeLimit, ours.observationCount))
    var floats = [Float](repeating: 0, count: 4)
    ours.reset(seed: seed).write(to: &floats, at: 0)
    #expect(theirs.reset(seed: seed) == floats)
    var generator = PCG64(seed: seed)
    var episodes = 0
    for _ in 0..<300 {
      let action = Int(generator.next() >> 63)
      let (step, expected) = (theirs.step([action]), ours.step(action))
      expected.observation.write(to: &floats, at: 0)
      #expect(step.observation == floats)
      #expect(
        (step.reward, step.terminated, step.truncated)
          == (expected.reward, expected.terminated, expected.truncated))
      if step.status != .running {
        ours.reset().write(to: &floats, at: 0)
        #expect(theirs.reset() == floats)
        episodes += 1
      }
    }
    #expect(episodes > 5)
  }

  @Test("two choices: where they start is Gymnasium's business, and they are told apart")
  func multiDiscrete() throws {
    var world = try fake("Choices", Int.self)
    #expect(world.actionSpace == .multiDiscrete(counts: [3, 4]))
    #expect(world.reset(seed: 1) == [0, 0])
    #expect(world.step([0, 0]).observation == [1, -2])
    let step = world.step([2, 3])
    #expect((step.observation, step.reward) == ([3, 1], 4))
  }

  @Test("a grid of choices is a row of them")
  func grid() throws {
    var world = try fake("Grid", Int.self)
    #expect(world.actionSpace == .multiDiscrete(counts: [2, 3, 4, 5]))
    _ = world.reset(seed: 1)
    #expect(world.step([1, 2, 3, 4]).observation == [1, 2, 3, 4])
  }

  @Test("one choice, counted from 0 here and from −1 there")
  func discrete() throws {
    var world = try fake("Shifted", Int.self)
    #expect(world.actionSpace == .discrete(count: 3))
    _ = world.reset(seed: 1)
    #expect(world.step([0]).observation == [-1])
    #expect(world.step([2]).observation == [1])
  }

  @Test("numbers are clipped to the bounds of their own component")
  func clipping() throws {
    var world = try fake("Numbers", Float.self)
    #expect(world.actionSpace == .box(low: -2, high: 1, count: 2))
    _ = world.reset(seed: 1)
    #expect(world.step([0.25, -1.75]).observation == [0.25, -1.75])
    #expect(world.step([-1.5, 0.75]).observation == [-1, 0.5])
    #expect(world.step([.infinity, -.infinity]).observation == [1, -2])
  }

  @Test("numbers without bounds, in double, laid out in rows")
  func doubles() throws {
    var world = try fake("Doubles", Float.self)
    #expect(world.actionSpace == .box(low: -.infinity, high: .infinity, count: 2))
    _ = world.reset(seed: 1)
    #expect(world.step([3e38, -0.1]).observation == [3e38, -0.1])
  }

  @Test("a cell is a one-hot vector, a picture its pixels row by row")
  func observations() throws {
    var cell = try fake("Cell", Int.self)
    #expect(cell.observationCount == 4)
    #expect(cell.reset(seed: 1) == [1, 0, 0, 0])
    #expect(cell.step([2]).observation == [0, 0, 1, 0])
    var picture = try fake("Picture", Int.self)
    #expect(picture.reset(seed: 1) == [0, 40, 80, 120, 160, 200])
  }

  @Test("what is beyond float becomes infinite, and NaN stays NaN: the training refuses both")
  func beyondFloat() throws {
    var world = try fake("Huge", Int.self)
    let observation = world.reset(seed: 1)
    #expect(observation[0] == .infinity && observation[1].isNaN)
  }

  @Test("after the last step comes the next episode's first observation")
  func autoreset() throws {
    var world = try fake("Counting", Int.self)
    #expect(world.timeLimit == .max)
    #expect(world.reset(seed: 9) == [0, 0])
    #expect(world.step([0]).observation == [0, 1])
    let last = world.step([0])
    #expect((last.observation, last.status, last.reward) == ([0, 2], .terminated, 0.25))
    #expect(world.reset() == [1, 0])
    // In the middle of an episode too.
    #expect(world.step([1]).observation == [1, 1])
    #expect(world.reset() == [2, 0])
    for steps in [1, 2] { #expect(world.step([1]).observation == [2, Float(steps)]) }
    #expect(world.reset() == [3, 0])
    _ = world.step([1])
    #expect(world.step([1]).status == .truncated)
    #expect(world.reset(seed: 9) == [0, 0])
  }

  @Test("what an environment prints does not get into the conversation")
  func printing() throws {
    var world = try fake("Chattering", Int.self)
    _ = world.reset(seed: 1)
    for steps in 1...20 {
      let step = world.step([0])
      #expect(step.observation[1] == Float((steps - 1) % 2 + 1))
      if step.status != .running { _ = world.reset() }
    }
  }

  @Test("a copy that is given a seed goes its own way")
  func copies() throws {
    var world = try fake("Counting", Int.self)
    _ = world.reset(seed: 1)
    _ = world.step([0])
    var copy = world
    #expect(copy.reset(seed: 2) == [0, 0])
    #expect(world.step([0]).observation == [0, 2])
    #expect(copy.step([0]).observation == [0, 1])
  }

  @Test("misuse stops with a sentence")
  func misuse() async throws {
    let (early, twice, late, kind, beyond) = (
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var world = try fake("Counting", Int.self)
        _ = world.step([0])
      },
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var world = try fake("Counting", Int.self)
        _ = world.reset(seed: 1)
        let copy = world
        _ = world.step([0])
        print(copy.id)
      },
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var world = try fake("Counting", Int.self)
        _ = world.reset(seed: 1)
        for _ in 0..<3 { _ = world.step([0]) }
      },
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = try fake("Counting", Float.self)
      },
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var world = try fake("Choices", Int.self)
        _ = world.reset(seed: 1)
        _ = world.step([0, 4])
      }
    )
    expectMessage(early, "waits for an episode: call reset(seed:) before step(_:)")
    expectMessage(twice, "cannot go on while a copy of it is in the same episode")
    expectMessage(late, "has ended its episode: call reset() before step(_:)")
    expectMessage(kind, "actions made of Float are none of fakes:Counting-v0")
    expectMessage(beyond, "fakes:Choices-v0 takes choices among [3, 4]; got [0, 4]")
  }
}
