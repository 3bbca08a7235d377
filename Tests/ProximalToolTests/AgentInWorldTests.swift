import Proximal
import Testing
import TrainingFiles

@testable import ProximalTool

@Suite struct AgentInWorldTests {
  private let miniGrid = MiniGrid(EmptyRoom(size: 5))
  private let id = "MiniGrid-Empty-5x5-v0"

  private func agent(_ divisors: [Float]?) -> SavedAgent {
    SavedAgent(
      actor: MLP(sizes: [MiniGridView.length, 7]), observationForm: .init(divisors: divisors))
  }

  @Test("an agent fits a world that shows and takes what it sees and gives")
  func fits() {
    #expect(agent(nil).misfit(with: miniGrid, called: id) == nil)
    for divisors: [Float] in [[10, 5, 2], [255]] {
      var image = agent(divisors)
      image.observationForm.key = "image"
      #expect(image.misfit(with: miniGrid, called: id) == nil)
    }
    let one = SavedAgent(
      actor: MLP(sizes: [4, 2]), observationForm: .init(divisors: [1]))
    #expect(one.misfit(with: CartPole(), called: "CartPole-v1") == nil)
  }

  @Test("what does not fit is told with both sides")
  func misfits() {
    #expect(
      agent(nil).misfit(with: CartPole(), called: "CartPole-v1")
        == "CartPole-v1 shows 4 numbers, and the agent sees 147")
    #expect(
      SavedAgent(actor: MLP(sizes: [4, 3])).misfit(with: CartPole(), called: "CartPole-v1")
        == "CartPole-v1 takes one of 2 actions, and the agent gives one of 3 actions")
    #expect(
      SavedAgent(actor: MLP(sizes: [4, 2]), actionSpace: .multiDiscrete(counts: [2]))
        .misfit(with: CartPole(), called: "CartPole-v1")?.hasPrefix("CartPole-v1 takes one of 2")
        == true)
    var other = agent(nil)
    other.observationForm.key = "pov"
    #expect(
      other.misfit(with: miniGrid, called: id)
        == "it sees the entry pov of an observation, and of \(id) there is image")
  }

  @Test("where a file does not say how observations are made, the assumption is told")
  func assumption() {
    #expect(
      agent(nil).remarks(in: id) == [
        "the file does not say how observations are made: they are divided by 10.0,5.0,2.0"
      ])
    #expect(agent([10, 5, 2]).remarks(in: id) == [])
    #expect(SavedAgent(actor: MLP(sizes: [4, 2])).remarks(in: "CartPole-v1") == [])
  }

  @Test("an agent without a critic gets one that knows nothing")
  func noCritic() {
    let actorCritic = ActorCritic(
      SavedAgent(actor: MLP(sizes: [4, 2])),
      distributions: CategoricalBatch<Float>(actionCount: 2))
    #expect(actorCritic.critic.sizes == [4, 1])
    #expect(actorCritic.critic.parameters.allSatisfy { $0 == 0 })
  }
}
