"""Plays a saved agent in Gymnasium with nothing but its file, and prints a line of JSON an episode.

    python play.py agent.safetensors --episodes 10 --seed 1

The lines are those of `proximal play --json`. It reads agents of Proximal, of CleanRL and of
Stable-Baselines3; README.md says what each word of the file's metadata means. Needs numpy, safetensors and
gymnasium, and minigrid for MiniGrid's worlds.
"""

import argparse
import json
import re

import gymnasium
import numpy as np
from safetensors import safe_open

ACTORS = [("actor", None), ("actor_mean", None), ("mlp_extractor.policy_net", "action_net")]


class Agent:
    """Takes the most probable action."""

    def __init__(self, path):
        with safe_open(path, framework="np") as file:
            self.words = file.metadata() or {}
            tensors = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}
        self.layers = layers(tensors)
        self.is_gaussian = any(re.search(r"(^|\.)(actor_logstd|log_std)$", name) for name in tensors)
        self.mean = tensors.get("observation_mean")
        self.variance = tensors.get("observation_variance")

    def input(self, observation):
        """What the network is shown in place of an observation."""
        if "observation_key" in self.words:
            observation = observation[self.words["observation_key"]]
        numbers = np.asarray(observation, dtype=np.float32).reshape(-1)
        if "observation_divisors" in self.words:
            divisors = np.array(self.words["observation_divisors"].split(","), dtype=np.float32)
            numbers = numbers / np.resize(divisors, numbers.shape)
        if self.mean is not None:
            epsilon, bound = (float(self.words[f"observation_{word}"]) for word in ("epsilon", "bound"))
            deviation = np.sqrt(self.variance.astype(np.float64) + epsilon)
            numbers = np.clip((numbers - self.mean.astype(np.float64)) / deviation, -bound, bound)
        return numbers.astype(np.float32)

    def act(self, observation):
        activation = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}[self.words.get("activation", "tanh")]
        hidden = self.input(observation)
        for weight, bias in self.layers[:-1]:
            hidden = activation(weight @ hidden + bias)
        weight, bias = self.layers[-1]
        outputs = weight @ hidden + bias
        return outputs if self.is_gaussian else int(outputs.argmax())


def layers(tensors):
    """The actor's weights and biases, from the first layer to the last."""
    for stem, head in ACTORS:
        pattern = re.compile(rf"((?:.*\.)?{re.escape(stem)}\.(\d+))\.weight")
        matches = sorted((int(m[2]), m[1]) for m in map(pattern.fullmatch, tensors) if m)
        names = [name for _, name in matches]
        if head:
            names += [name[: -len(".weight")] for name in tensors if re.search(rf"(^|\.){head}\.weight$", name)]
        if names:
            return [(tensors[f"{name}.weight"], tensors[f"{name}.bias"]) for name in names]
    raise SystemExit("the file holds no actor")


def play(agent, environment, episodes, seed):
    """One dictionary an episode, as `proximal play --json` prints it."""
    if environment.startswith("MiniGrid"):
        import minigrid  # noqa: F401, which tells Gymnasium of its worlds
    world = gymnasium.make(environment)
    stated = agent.words.get("action_space", str(world.action_space))
    assert stated == str(world.action_space), f"the file says {stated}, the world {world.action_space}"
    for number in range(episodes):
        observation, _ = world.reset(seed=seed + number)
        total, steps, terminated, truncated = 0.0, 0, False, False
        while not terminated and not truncated:
            observation, reward, terminated, truncated, _ = world.step(agent.act(observation))
            total += float(reward)
            steps += 1
        end = "terminated" if terminated else "truncated"
        yield {"episode": number + 1, "seed": seed + number, "return": total, "steps": steps, "end": end}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--environment", help="where the file does not say")
    parser.add_argument("--observation-key", help="the entry of a dictionary, where the file does not say")
    parser.add_argument("--observation-divisors", help="such as 10,5,2, where the file does not say")
    parser.add_argument("--episodes", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    agent = Agent(arguments.file)
    for word in ("environment", "observation_key", "observation_divisors"):
        if getattr(arguments, word):
            agent.words[word] = getattr(arguments, word)
    if "environment" not in agent.words:
        parser.error("the file does not name its environment: --environment does")
    for episode in play(agent, agent.words["environment"], arguments.episodes, arguments.seed):
        print(json.dumps(episode))


if __name__ == "__main__":
    main()
