import Testing

@testable import TrainingFiles

struct AgentLayoutTests {
  private func found(_ names: String...) -> String? {
    AgentLayout(of: names).map { "\($0.prefix)|\($0.actor.stem)" }
  }

  @Test("each layout is known by any tensor of its actor")
  func known() {
    #expect(found("actor.0.weight") == "|actor")
    #expect(found("x", "actor.4.bias") == "|actor")
    #expect(found("critic.0.weight", "actor_mean.0.weight") == "|actor_mean")
    #expect(found("action_net.weight") == "|mlp_extractor.policy_net")
    #expect(found("mlp_extractor.policy_net.2.bias") == "|mlp_extractor.policy_net")
  }

  @Test("a prefix ends in a point, and the shortest one counts")
  func prefixes() {
    #expect(found("policy.action_net.bias") == "policy.|mlp_extractor.policy_net")
    #expect(found("agent.actor.0.weight") == "agent.|actor")
    #expect(found("old.actor.0.weight", "actor.0.weight", "a.b.actor.0.weight") == "|actor")
  }

  @Test("what only looks like one is none")
  func none() {
    #expect(found() == nil)
    #expect(found("critic.0.weight", "actor_logstd", "value_net.weight") == nil)
    #expect(found("factor.0.weight") == nil)
    #expect(found("actor.weight", "actor.x.weight", "actor.0.scale", "actor") == nil)
    #expect(found("distraction_net.weight") == nil)
  }
}
