"""How fast a peer trains an agent with PPO, on one core, in the settings of `bench training`.

    python training.py PEER ENVIRONMENT STEPS

Prints one line of JSON: peer, environment, steps, seconds (of the training alone), setup (seconds from
launch to where those begin: imports, building, compiling, for the trainers written in Python the first
iteration too), rate (steps a second) and final_return (of the last 100 training episodes). Or a line
that begins with "skipped" when the peer is not installed or has no such environment. One thread; the
core is chosen by whoever starts this (taskset).
"""

import os
import sys
import time

LAUNCHED = time.perf_counter()

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import json

CARTPOLE = {
    "environments": 4, "rollout_length": 128, "epochs": 4, "minibatches": 4,
    "learning_rate": 2.5e-4, "discount": 0.99, "gae_lambda": 0.95, "clip_range": 0.2,
    "value_clip_range": 0.2, "entropy_coefficient": 0.01, "value_coefficient": 0.5,
    "max_gradient_norm": 0.5, "reward_shift": 0.0, "reward_divisor": 1.0, "normalised": False,
}

SETTINGS = {
    "CartPole-v1": CARTPOLE,
    "MiniGrid-Empty-8x8-v0": CARTPOLE | {"environments": 16, "learning_rate": 1e-3},
    "Pendulum-v1": CARTPOLE | {
        "rollout_length": 1024, "epochs": 10, "minibatches": 32, "learning_rate": 1e-3,
        "discount": 0.95, "value_clip_range": None, "entropy_coefficient": 0.0,
        "reward_shift": 8.0, "reward_divisor": 8.0},
    "gymnasium:Hopper-v5": CARTPOLE | {
        "environments": 8, "rollout_length": 256, "epochs": 10, "minibatches": 32,
        "learning_rate": 3e-4, "entropy_coefficient": 0.0, "normalised": True},
}


def gymnasium_worlds(name, settings, processes=False):
    """Gymnasium's environments one after the other, as Stable-Baselines3 runs them by default, or each
    in a process of its own."""
    import gymnasium
    import numpy as np
    from stable_baselines3.common.monitor import Monitor
    from stable_baselines3.common.vec_env import DummyVecEnv, SubprocVecEnv, VecNormalize

    name = name.removeprefix("gymnasium:")

    if name.startswith("MiniGrid"):
        import minigrid  # noqa: F401  registers its environments

    def view(observation):
        return (observation["image"] / (10.0, 5.0, 2.0)).reshape(-1).astype(np.float32)

    def make():
        environment = Monitor(gymnasium.make(name))
        if name.startswith("MiniGrid"):
            space = gymnasium.spaces.Box(0, 1.1, (147,), np.float32)
            environment = gymnasium.wrappers.TransformObservation(environment, view, space)
        if settings["reward_divisor"] != 1:
            environment = gymnasium.wrappers.TransformReward(
                environment,
                lambda r: (r + settings["reward_shift"]) / settings["reward_divisor"])
        return environment

    makers = [make] * settings["environments"]
    worlds = SubprocVecEnv(makers) if processes else DummyVecEnv(makers)
    if settings["normalised"]:
        worlds = VecNormalize(worlds, gamma=settings["discount"])
    return worlds


def envpool_worlds(name, settings):
    """EnvPool's environments, all stepped in one call, behind Stable-Baselines3's interface."""
    import envpool
    import gymnasium
    import numpy as np
    from stable_baselines3.common.vec_env.base_vec_env import VecEnv

    count = settings["environments"]
    pool = envpool.make(
        name, env_type="gymnasium", num_envs=count, batch_size=count, num_threads=1, seed=1)
    grid = name.startswith("MiniGrid")
    space = gymnasium.spaces.Box(-np.inf, np.inf, (147,), np.float32) if grid else (
        pool.observation_space)

    def seen(observations):
        if not grid:
            return observations
        images = observations["image"] if isinstance(observations, dict) else observations.image
        return (images / np.array([10, 5, 2], np.float32)).reshape(len(images), -1)

    class Worlds(VecEnv):
        def __init__(self):
            super().__init__(count, space, pool.action_space)
            self.totals, self.lengths = np.zeros(count), np.zeros(count, int)

        def reset(self):
            return seen(pool.reset()[0])

        def step_async(self, actions):
            self.actions = actions if actions.ndim > 1 else actions.astype(np.int32)

        def step_wait(self):
            observations, rewards, terminated, truncated, _ = pool.step(self.actions)
            observations, ended = seen(observations), terminated | truncated
            self.totals += rewards
            self.lengths += 1
            infos = [{} for _ in range(count)]
            if ended.any():
                # EnvPool would spend its next step on the reset: ask for it now.
                which = np.flatnonzero(ended)
                for i in which:
                    infos[i] = {
                        "terminal_observation": observations[i].copy(),
                        "TimeLimit.truncated": bool(truncated[i] and not terminated[i]),
                        "episode": {"r": self.totals[i], "l": self.lengths[i], "t": 0}}
                observations = observations.copy()
                observations[which] = seen(pool.reset(which.astype(np.int32))[0])
                self.totals[which], self.lengths[which] = 0, 0
            rewards = (rewards + settings["reward_shift"]) / settings["reward_divisor"]
            return observations, rewards, ended, infos

        def close(self):
            pool.close()

        def get_attr(self, name, indices=None):
            return [getattr(pool, name, None)] * count

        def set_attr(self, name, value, indices=None):
            raise NotImplementedError

        def env_method(self, name, *arguments, indices=None, **named):
            raise NotImplementedError

        def env_is_wrapped(self, wrapper, indices=None):
            return [False] * count

    return Worlds()


def run_baselines(algorithm, worlds, settings, steps, **policy):
    """Trains with Stable-Baselines3 or SBX; the clock starts after the first iteration, by when
    everything has been loaded and compiled."""
    import numpy as np
    import torch
    from stable_baselines3.common.callbacks import BaseCallback

    torch.set_num_threads(1)
    batch = settings["environments"] * settings["rollout_length"]

    class Clock(BaseCallback):
        began = None

        def _on_step(self):
            return True

        def _on_rollout_start(self):
            if self.num_timesteps >= batch and self.began is None:
                self.began = time.perf_counter()

    model = algorithm(
        "MlpPolicy", worlds, seed=1, device="cpu", n_steps=settings["rollout_length"],
        batch_size=batch // settings["minibatches"], n_epochs=settings["epochs"],
        learning_rate=lambda left: settings["learning_rate"] * left,
        gamma=settings["discount"], gae_lambda=settings["gae_lambda"],
        clip_range=settings["clip_range"], clip_range_vf=settings["value_clip_range"],
        ent_coef=settings["entropy_coefficient"], vf_coef=settings["value_coefficient"],
        max_grad_norm=settings["max_gradient_norm"],
        policy_kwargs={"net_arch": {"pi": [64, 64], "vf": [64, 64]}} | policy)
    iterations = max(1, steps // batch)
    clock = Clock()
    model.learn((iterations + 1) * batch, callback=clock)
    ended = time.perf_counter()
    returns = [episode["r"] for episode in model.ep_info_buffer]
    return (
        iterations * batch, ended - clock.began, clock.began,
        float(np.mean(returns)) if returns else None)


def stable_baselines(name, settings, steps):
    from stable_baselines3 import PPO

    return run_baselines(PPO, gymnasium_worlds(name, settings), settings, steps)


def stable_baselines_in_processes(name, settings, steps):
    from stable_baselines3 import PPO

    return run_baselines(PPO, gymnasium_worlds(name, settings, processes=True), settings, steps)


def envpool_baselines(name, settings, steps):
    from stable_baselines3 import PPO

    return run_baselines(PPO, envpool_worlds(name, settings), settings, steps)


def sbx(name, settings, steps):
    """SBX knows no clipped value loss and leaves the option without effect."""
    import jax
    from sbx import PPO

    return run_baselines(
        PPO, gymnasium_worlds(name, settings), settings, steps, activation_fn=jax.numpy.tanh)


def jax_program(name, settings, steps):
    import jax
    from ppo_in_jax import last_episodes, trainer

    train, taken = trainer(name, settings, steps)
    key = jax.random.PRNGKey(1)
    program = jax.jit(train).lower(key).compile()
    began = time.perf_counter()
    sums, counts = jax.block_until_ready(program(key))
    return taken, time.perf_counter() - began, began, last_episodes(sums, counts)


PEERS = {
    "SB3": stable_baselines, "SB3 processes": stable_baselines_in_processes,
    "EnvPool+SB3": envpool_baselines, "SBX": sbx, "JAX": jax_program,
}


def main(peer, name, steps):
    taken, seconds, began, final_return = PEERS[peer](name, SETTINGS[name], steps)
    print(json.dumps({
        "peer": peer, "environment": name, "steps": taken, "seconds": seconds,
        "setup": began - LAUNCHED, "rate": taken / seconds, "final_return": final_return}))


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    except Exception as fault:  # a peer that cannot run is left out of the table, with the reason
        print(f"skipped: {type(fault).__name__}: {fault}".splitlines()[0])
