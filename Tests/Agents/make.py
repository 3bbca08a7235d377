"""Makes the agents of this folder with PyTorch, and returns.json: what they earn in Gymnasium.

    pip install torch stable-baselines3 safetensors gymnasium minigrid
    python make.py

Two are trained by Stable-Baselines3, one of them saved behind the prefix that its whole model has. Two are
modules with the attributes of CleanRL's agents, taught by imitation of controllers written out below; one
of those is stored in half precision, one in double. Nothing is stored in the files but the tensors.
"""

import json
import pathlib

import gymnasium
import minigrid
import numpy as np
import stable_baselines3
import torch
from safetensors.torch import save_file

import play

FOLDER = pathlib.Path(__file__).parent
EPISODES, SEED = 5, 101


class CleanRLAgent(torch.nn.Module):
    """The attributes of CleanRL's `ppo.py`, or of its `ppo_continuous_action.py`."""

    def __init__(self, inputs, outputs, is_continuous):
        super().__init__()
        self.critic = perceptron(inputs, 16, 1)
        if is_continuous:
            self.actor_mean = perceptron(inputs, 16, outputs)
            self.actor_logstd = torch.nn.Parameter(torch.full((1, outputs), -0.5))
        else:
            self.actor = perceptron(inputs, 16, outputs)


def perceptron(inputs, width, outputs):
    return torch.nn.Sequential(
        torch.nn.Linear(inputs, width), torch.nn.Tanh(), torch.nn.Linear(width, width), torch.nn.Tanh(),
        torch.nn.Linear(width, outputs))


def balance(observations):
    """Keeps the pole up and lets the cart run away, so that episodes end at different steps."""
    return (observations @ torch.tensor([-0.2, 0.0, 1.0, 0.2]) > 0).long()


def swing_up(observations):
    """Pumps energy in until the rod is near the top, then holds it there."""
    cosine, sine, velocity = observations.T
    energy = velocity**2 / 6 + 5 * (cosine - 1)
    pumping = -2 * torch.sign(energy) * torch.sign(velocity + 1e-3)
    holding = -12 * torch.atan2(sine, cosine) - 3 * velocity
    return torch.where(cosine > 0.9, holding, pumping).clamp(-2, 2).unsqueeze(1)


def cartpole_states():
    return torch.randn(4096, 4) * torch.tensor([0.5, 0.5, 0.1, 0.5])


def pendulum_states():
    angle, velocity = (torch.rand(4096) * 2 - 1) * torch.pi, (torch.rand(4096) * 2 - 1) * 8
    return torch.stack([angle.cos(), angle.sin(), velocity], dim=1)


def imitate(network, states, teacher, loss):
    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3)
    for _ in range(1500):
        observations = states()
        optimiser.zero_grad()
        loss(network(observations), teacher(observations)).backward()
        optimiser.step()


def cleanrl_cartpole():
    agent = CleanRLAgent(4, 2, is_continuous=False)
    imitate(agent.actor, cartpole_states, balance, torch.nn.functional.cross_entropy)
    return agent.half().state_dict()


def cleanrl_pendulum():
    agent = CleanRLAgent(3, 1, is_continuous=True)
    imitate(agent.actor_mean, pendulum_states, swing_up, torch.nn.functional.mse_loss)
    return agent.double().state_dict()


def sb3_pendulum():
    model = stable_baselines3.PPO(
        "MlpPolicy", "Pendulum-v1", seed=1, gamma=0.9, learning_rate=1e-3, n_steps=1024,
        policy_kwargs={"net_arch": [16, 16]}, device="cpu")
    model.learn(60_000)
    return {f"policy.{name}": tensor for name, tensor in model.policy.state_dict().items()}


class DividedImage(gymnasium.ObservationWrapper):
    """MiniGrid's image with its three channels divided by 10, 5 and 2, as one vector."""

    def __init__(self, world):
        super().__init__(world)
        self.observation_space = gymnasium.spaces.Box(0, 1, (147,), np.float32)

    def observation(self, observation):
        return (observation["image"] / [10, 5, 2]).astype(np.float32).reshape(-1)


def sb3_empty():
    world = DividedImage(gymnasium.make("MiniGrid-Empty-Random-5x5-v0"))
    model = stable_baselines3.PPO(
        "MlpPolicy", world, seed=1, n_steps=512, learning_rate=1e-3, ent_coef=0.01,
        policy_kwargs={"net_arch": [16]}, device="cpu")
    model.learn(40_000)
    return model.policy.state_dict()


AGENTS = [
    ("cleanrl-cartpole", "CartPole-v1", cleanrl_cartpole),
    ("cleanrl-pendulum", "Pendulum-v1", cleanrl_pendulum),
    ("sb3-pendulum", "Pendulum-v1", sb3_pendulum),
    ("sb3-empty", "MiniGrid-Empty-Random-5x5-v0", sb3_empty),
]


def main():
    torch.set_num_threads(1)
    returns = {}
    for name, environment, make in AGENTS:
        torch.manual_seed(1)
        path = str(FOLDER / f"{name}.safetensors")
        save_file({key: tensor.contiguous() for key, tensor in make().items()}, path)
        pathlib.Path(path).chmod(0o644)
        agent = play.Agent(path)
        if environment.startswith("MiniGrid"):
            agent.words |= {"observation_key": "image", "observation_divisors": "10,5,2"}
        episodes = list(play.play(agent, environment, EPISODES, SEED))
        returns[name] = {"environment": environment, "episodes": episodes}
        print(name, [round(episode["return"], 3) for episode in episodes])
    returns["made with"] = {
        module.__name__: module.__version__
        for module in (torch, stable_baselines3, gymnasium, minigrid, np)}
    (FOLDER / "returns.json").write_text(json.dumps(returns, indent=1) + "\n")


if __name__ == "__main__":
    main()
