/// The mean return from which on a run can be called well, where the environment is known.
///
/// Source: for CartPole-v1 Gymnasium's own reward threshold; a policy that swings Pendulum-v1 up and
/// holds it earns about −150 on average; in a MiniGrid world a way of a third of the steps allowed
/// earns 0.7, and a shorter one more.
enum Goal {
  static func meanReturn(in environment: String) -> Double? {
    switch environment {
    case "CartPole-v1": 475
    case "Pendulum-v1": -200
    case _ where environment.hasPrefix("MiniGrid-"): 0.7
    default: nil
    }
  }
}
