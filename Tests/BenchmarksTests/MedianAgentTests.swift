import Testing

@testable import Benchmarks

@Suite struct MedianAgentTests {
  private func agent(of returns: [Double]) -> MedianAgent {
    WorldResult(
      environment: "Pendulum-v1", steps: 98_304, returns: returns,
      weights: returns.indices.map { "hash of \($0)" }, seconds: 1, seed: 101,
      machine: "2026-01-31, a machine", bestReturn: nil
    ).medianAgent
  }

  @Test("the agent given away is the median seed's, the lower one of two, the first of equals")
  func median() {
    #expect(
      agent(of: [-150, -300, -160])
        == MedianAgent(
          environment: "Pendulum-v1", seed: 103, finalReturn: -160, weights: "hash of 2"))
    #expect(agent(of: [-150, -300, -160, -155]).seed == 103)
    #expect(agent(of: [-150, -150, -150, -150]).seed == 102)
    #expect(agent(of: [-170]).seed == 101)
  }

  @Test("a row has what training it anew takes")
  func row() {
    #expect(agent(of: [-150.04]).row == ["Pendulum-v1", "101", "-150.0", "hash of 0"])
    #expect(MedianAgent.header.count == agent(of: [-150]).row.count)
  }
}
