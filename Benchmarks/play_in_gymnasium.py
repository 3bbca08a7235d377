"""Plays a saved agent in Gymnasium's and Farama's own environments.

    python play_in_gymnasium.py AGENT EPISODES SEED

Episode i starts from reset(seed=SEED + i), as in `proximal play AGENT --episodes EPISODES --seed SEED`,
and takes the most probable action. Prints each return and the mean: they should be the same there.
"""

import sys

import gymnasium
import numpy as np
import torch
from safetensors import safe_open


def network(tensors, name):
    """nn.Sequential(Linear, Tanh, …, Linear) with the file's weights, by PyTorch's own names."""
    indices = sorted({int(key.split(".")[1]) for key in tensors if key.startswith(name + ".")})
    layers = []
    for index in indices:
        outputs, inputs = tensors[f"{name}.{index}.weight"].shape
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.Tanh()]
    module = torch.nn.Sequential(*layers[:-1])
    prefix = name + "."
    module.load_state_dict(
        {key[len(prefix):]: value for key, value in tensors.items() if key.startswith(prefix)})
    return module


def main(path, episodes, seed):
    with safe_open(path, framework="pt") as file:
        tensors = {key: file.get_tensor(key) for key in file.keys()}
        identifier = file.metadata()["environment"]
    if identifier.startswith("MiniGrid"):
        import minigrid  # noqa: F401  registers its environments
    environment = gymnasium.make(identifier)
    actor = network(tensors, "actor")

    def act(observation):
        if identifier.startswith("MiniGrid"):
            observation = (observation["image"] / np.array([10, 5, 2])).reshape(-1)
        outputs = actor(torch.from_numpy(np.asarray(observation, dtype=np.float32)))
        if "actor_logstd" in tensors:
            return outputs.numpy()
        return int(outputs.argmax())

    returns = []
    with torch.no_grad():
        for episode in range(episodes):
            observation, _ = environment.reset(seed=seed + episode)
            total, ended = 0.0, False
            while not ended:
                observation, reward, terminated, truncated, _ = environment.step(act(observation))
                total += float(reward)
                ended = terminated or truncated
            returns.append(total)
            print(f"{episode + 1} {total:.3f}")
    print(f"mean return {sum(returns) / len(returns):.3f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
