/// Values of every setting that differ from every environment's default, as they are written.
public let unusualSettings: [(name: String, value: String)] = [
  ("environment", "MiniGrid-Empty-5x5-v0"), ("steps", "123457"), ("seed", "0"),
  ("environments", "3"), ("rollout-length", "11"), ("reward-scaling", "return-deviation:7.5"),
  ("normalise-observations", "yes"), ("discount", "0.5"), ("gae-lambda", "0"),
  ("target-lambda", "1"), ("bootstrap-truncated", "no"), ("normalise-advantages", "no"),
  ("clip-range", "none"), ("value-clip-range", "0.1"), ("value-coefficient", "0.75"),
  ("normalise-values", "yes"), ("entropy-coefficient", "0.1:0.003"), ("epochs", "2"),
  ("minibatches", "5"), ("target-kl", "0.015"), ("extra-critic-epochs", "6"),
  ("learning-rate", "0.0007"), ("anneal-learning-rate", "no"), ("critic-learning-rate", "1e-05"),
  ("adam-epsilon", "1e-08"), ("critic-adam-epsilon", "1e-07"), ("max-gradient-norm", "none"),
  ("hidden-sizes", "5,7,1"), ("activation", "relu"),
  ("log-standard-deviation", "-0.5:-1.5"),
]
