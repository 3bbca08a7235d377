"""How many steps a second a peer makes in an environment with random actions, on one core.

    python environments.py ENVIRONMENT BATCH SECONDS PEER

Prints one number, or a line that begins with "skipped" when the peer is not installed or has no such
environment. The core is chosen by whoever starts this (taskset).
"""

import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")

import numpy as np


def timed(step, batch, seconds):
    """Calls step(i) for at least the given time, after a few calls that do not count."""
    for i in range(20):
        step(i)
    count, start = 0, time.perf_counter()
    while True:
        for i in range(100):
            step(i)
        count += 100
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return count * batch / elapsed


def actions(space, batch, blocks=1024):
    """Random actions, drawn beforehand: only the environment is timed."""
    generator = np.random.default_rng(1)
    if hasattr(space, "n"):
        return generator.integers(0, space.n, size=(blocks, batch))
    return generator.uniform(-2, 2, size=(blocks, batch, 1)).astype(np.float32)


def gymnasium_rate(name, batch, seconds):
    import gymnasium

    if name.startswith("MiniGrid"):
        import minigrid  # noqa: F401  registers its environments

        if batch > 1:
            raise LookupError("Farama's MiniGrid has no batch of its own")
    if batch == 1:
        environment = gymnasium.make(name)
        environment.reset(seed=1)
        drawn = actions(environment.action_space, 1)

        def step(i):
            action = drawn[i % 1024][0]
            _, _, terminated, truncated, _ = environment.step(action)
            if terminated or truncated:
                environment.reset()

        return timed(step, 1, seconds)
    mode = "vector_entry_point" if name == "CartPole-v1" else "sync"
    environment = gymnasium.make_vec(name, num_envs=batch, vectorization_mode=mode)
    environment.reset(seed=1)
    drawn = actions(environment.single_action_space, batch)
    return timed(lambda i: environment.step(drawn[i % 1024]), batch, seconds)


def envpool_rate(name, batch, seconds):
    import envpool

    environment = envpool.make(
        name, env_type="gymnasium", num_envs=batch, batch_size=batch, num_threads=1, seed=1)
    environment.reset()
    drawn = actions(environment.action_space, batch)
    if drawn.ndim == 2:
        drawn = drawn.astype(np.int32)
    return timed(lambda i: environment.step(drawn[i % 1024]), batch, seconds)


def scanned_rate(reset, step, sample, batch, seconds, length=256):
    """A JAX environment at its best: whole blocks of steps compiled into one program."""
    import jax

    def block(carry, _):
        key, state = carry
        key, key_action, key_step = jax.random.split(key, 3)
        state = step(jax.random.split(key_step, batch), state, sample(key_action))
        return (key, state), ()

    run = jax.jit(lambda carry: jax.lax.scan(block, carry, None, length=length)[0])
    carry = (jax.random.PRNGKey(1), reset(jax.random.split(jax.random.PRNGKey(0), batch)))
    # The first calls compile, the second once more where types settle only after a step.
    for _ in range(3):
        carry = jax.block_until_ready(run(carry))
    count, start = 0, time.perf_counter()
    while True:
        carry = jax.block_until_ready(run(carry))
        count += length
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return count * batch / elapsed


def gymnax_rate(name, batch, seconds):
    import gymnax
    import jax

    environment, parameters = gymnax.make(name)
    reset = jax.vmap(lambda key: environment.reset(key, parameters))
    step = jax.vmap(lambda key, state, action: environment.step(key, state[1], action, parameters)[:2])
    sample = jax.vmap(lambda key: environment.action_space(parameters).sample(key))
    return scanned_rate(
        reset, step, lambda key: sample(jax.random.split(key, batch)), batch, seconds)


def navix_rate(name, batch, seconds, view=False):
    """With the whole grid as the observation, its default, or with the 7 × 7 view as in MiniGrid."""
    import jax
    import navix

    observations = navix.observations
    environment = navix.make(
        name.replace("MiniGrid", "Navix"),
        observation_fn=observations.symbolic_first_person if view else observations.symbolic)
    reset = jax.vmap(environment.reset)
    step = jax.vmap(environment.step)
    return scanned_rate(
        reset, lambda keys, state, action: step(state, action),
        lambda key: jax.random.randint(key, (batch,), 0, 7), batch, seconds)


def navix_view_rate(name, batch, seconds):
    return navix_rate(name, batch, seconds, view=True)


PEERS = {
    "Gymnasium": gymnasium_rate, "EnvPool": envpool_rate, "gymnax": gymnax_rate,
    "navix": navix_rate, "navix-view": navix_view_rate,
}

if __name__ == "__main__":
    name, batch, seconds, peer = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
    try:
        print(PEERS[peer](name, batch, seconds))
    except Exception as fault:  # a peer that cannot run is left out of the table, with the reason
        print(f"skipped: {type(fault).__name__}: {fault}".splitlines()[0])
