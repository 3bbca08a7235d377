import Proximal

extension PPOSettings {
  /// What a paper's appendix would list beside the sizes of rollout, minibatches and networks: each
  /// setting's name in the field's words, and its value.
  public var hyperparameters: [(name: String, value: String)] {
    var plan = TrainingPlan(environment: Worlds.ids[0])
    plan.settings = self
    return Settings.all.compactMap { setting in
      setting.listedName.map { ($0, setting.listed(plan)) }
    }
  }
}
