import Foundation
import Proximal
import TrainingFiles

/// Two rods, hinged at a shoulder and an elbow, to be swung by the elbow until the tip is one length
/// above the shoulder. Source: Sutton, “Generalization in reinforcement learning: successful examples
/// using sparse coarse coding”, 1996, with the numbers of Gymnasium's Acrobot-v1.
struct Acrobot: Environment {
  let id = "Acrobot-v1"
  let actionSpace = ActionSpace.discrete(count: 3)  // a torque of −1, 0 or 1 N m
  let timeLimit = 500
  private var episode = Episode(timeLimit: 500)
  private var state = SIMD4<Double>()  // θ₁ from hanging down, θ₂ from the upper rod, ω₁, ω₂

  mutating func reset(seed: UInt64) -> [6 of Float] {
    episode.begin(seed: seed)
    return start()
  }

  mutating func reset() -> [6 of Float] {
    episode.begin()
    return start()
  }

  private mutating func start() -> [6 of Float] {
    for i in 0..<4 { state[i] = episode.generator.uniform(-0.1, 0.1) }
    return observation
  }

  private var observation: [6 of Float] {
    let angles = [cos(state[0]), sin(state[0]), cos(state[1]), sin(state[1])].map { Float($0) }
    return [angles[0], angles[1], angles[2], angles[3], Float(state[2]), Float(state[3])]
  }

  mutating func step(_ action: Int) -> Step<[6 of Float]> {
    episode.beginStep()
    let (h, torque) = (0.2, Double(action - 1))  // one step of Runge and Kutta's, 0.2 s
    let k1 = slope(state, torque)
    let k2 = slope(state + h / 2 * k1, torque)
    let k3 = slope(state + h / 2 * k2, torque)
    let k4 = slope(state + h * k3, torque)
    state += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    for i in 0...1 { state[i] = remainder(state[i], 2 * .pi) }
    let fastest = SIMD4<Double>(.pi, .pi, 4 * .pi, 9 * .pi)
    state.clamp(lowerBound: -fastest, upperBound: fastest)
    let isUp = -cos(state[0]) - cos(state[0] + state[1]) > 1
    let truncated = episode.endStep(terminated: isUp)
    return Step(
      observation: observation, reward: isUp ? 0 : -1, terminated: isUp, truncated: truncated)
  }

  /// How fast the state changes: rods of mass 1 and length 1, inertia 1, g = 9.8.
  private func slope(_ s: SIMD4<Double>, _ torque: Double) -> SIMD4<Double> {
    let (sine, d1, d2) = (sin(s[1]), 3.5 + cos(s[1]), 1.25 + 0.5 * cos(s[1]))
    let phi2 = 4.9 * sin(s[0] + s[1])
    let phi1 = -(0.5 * s[3] + s[2]) * s[3] * sine + 14.7 * sin(s[0]) + phi2
    let a2 = (torque + d2 / d1 * phi1 - 0.5 * s[2] * s[2] * sine - phi2) / (1.25 - d2 * d2 / d1)
    return SIMD4(s[2], s[3], -(d2 * a2 + phi1) / d1, a2)
  }
}

var training = PPO(
  Acrobot(), distributions: CategoricalBatch(actionCount: 3), settings: PPOSettings(),
  totalSteps: 500_000, seed: 1)
while !training.isFinished { try training.tryIterate() }
try SavedAgent(actor: training.agent.actor, critic: training.agent.critic).save(
  to: "acrobot.safetensors")

let agent = try SavedAgent(contentsOf: "acrobot.safetensors")
var (world, total) = (Acrobot(), 0.0)
for seed: UInt64 in 1...100 {
  var (observation, status) = (world.reset(seed: seed), EpisodeStatus.running)
  while status == .running, case .discrete(let action) = agent.act(on: observation) {
    let step = world.step(action)
    (observation, status, total) = (step.observation, step.status, total + step.reward)
  }
}
print("mean return of 100 episodes: \(total / 100)")
