"""PPO in JAX, the whole training one compiled program: rollouts, advantages, updates, all in one scan.

Written from the algorithm, in the manner that PureJaxRL made known, so that the environments step on
the same side of the compiler as the networks. What does not depend on the step before (random numbers,
shuffles) is drawn ahead, for a whole rollout or a whole update at once.
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

HIDDEN = (64, 64)
LOG_TWO_PI = float(np.log(2 * np.pi))


# Worlds: reset(key) and step(key, state, action), both vectorised, the latter resetting what ended.


class World:
    """Of gymnax or navix: observations as vectors, and (observation, state, reward, ended)."""

    def __init__(self, name, count):
        build = self.navix if name.startswith("MiniGrid") else self.gymnax
        reset, step, self.inputs, self.outputs, self.discrete = build(name)
        self.count = count
        self.reset = lambda key: jax.vmap(reset)(jax.random.split(key, count))
        self.step = jax.vmap(step)

    @staticmethod
    def gymnax(name):
        import gymnax

        environment, parameters = gymnax.make(name)
        space = environment.action_space(parameters)

        def step(key, state, action):
            observation, state, reward, terminated, truncated, _ = environment.step(
                key, state, action, parameters)
            return observation.reshape(-1), state, reward.reshape(()), terminated | truncated

        inputs = int(np.prod(environment.observation_space(parameters).shape))
        discrete = hasattr(space, "n")
        return partial(reset_gymnax, environment, parameters), step, inputs, (
            int(space.n) if discrete else int(np.prod(space.shape))), discrete

    @staticmethod
    def navix(name):
        """The 7 × 7 view; navix spends the step after an episode's last on its reset."""
        import navix

        environment = navix.make(
            name.replace("MiniGrid", "Navix"),
            observation_fn=navix.observations.symbolic_first_person)
        scale = jnp.array([10.0, 5.0, 2.0])
        # Pictures for drawing the grid: the same in every state, so there is no need to carry them.
        pictures = environment.reset(jax.random.PRNGKey(0)).state.cache

        def drawn_with(timestep, cache):
            return timestep.replace(state=timestep.state.replace(cache=cache))

        def seen(timestep):
            return (timestep.observation / scale).reshape(-1)

        def reset(key):
            timestep = environment.reset(key, pictures)
            return seen(timestep), drawn_with(timestep, None)

        def step(key, timestep, action):
            timestep = environment.step(drawn_with(timestep, pictures), action)
            return seen(timestep), drawn_with(timestep, None), timestep.reward, timestep.is_done()

        return reset, step, 7 * 7 * 3, 7, True


def reset_gymnax(environment, parameters, key):
    observation, state = environment.reset(key, parameters)
    return observation.reshape(-1), state


# Networks: a list of (weights, biases), tanh between.


def initial_network(key, inputs, outputs, last_gain):
    sizes = (inputs, *HIDDEN, outputs)
    gains = [2**0.5] * len(HIDDEN) + [last_gain]
    keys = jax.random.split(key, len(gains))
    return [
        (jax.nn.initializers.orthogonal(gain)(key, (before, after)), jnp.zeros(after))
        for key, gain, before, after in zip(keys, gains, sizes, sizes[1:])]


def evaluate(layers, x):
    for weights, biases in layers[:-1]:
        x = jnp.tanh(x @ weights + biases)
    weights, biases = layers[-1]
    return x @ weights + biases


# Policies: log-probabilities and entropies of categorical and Gaussian actions.


def categorical(outputs, actions):
    logits = jax.nn.log_softmax(outputs)
    chosen = jnp.take_along_axis(logits, actions[..., None], -1)[..., 0]
    return chosen, -(jnp.exp(logits) * logits).sum(-1)


def gaussian(outputs, log_deviation, actions):
    z = (actions - outputs) * jnp.exp(-log_deviation)
    log_probability = (-0.5 * z * z - log_deviation - 0.5 * LOG_TWO_PI).sum(-1)
    entropy = (log_deviation + 0.5 * (1 + LOG_TWO_PI)).sum()
    return log_probability, jnp.broadcast_to(entropy, log_probability.shape)


def distribution(world, parameters, observations, actions):
    outputs = evaluate(parameters["actor"], observations)
    if world.discrete:
        return categorical(outputs, actions)
    return gaussian(outputs, parameters["log_deviation"], actions)


def trainer(name, settings, steps):
    """A function of a key that trains for so many steps: mean return and number of the episodes that
    ended in each iteration."""
    world = World(name, settings["environments"])
    length, epochs, minibatches = (
        settings["rollout_length"], settings["epochs"], settings["minibatches"])
    batch = length * world.count
    iterations = steps // batch
    shift, divisor = settings["reward_shift"], settings["reward_divisor"]
    discount, gae_lambda, clip = settings["discount"], settings["gae_lambda"], settings["clip_range"]

    def noise(key):
        """What a rollout's actions are drawn with."""
        shape = (length, world.count, world.outputs)
        return jax.random.gumbel(key, shape) if world.discrete else jax.random.normal(key, shape)

    def choose(parameters, observations, noise):
        outputs = evaluate(parameters["actor"], observations)
        if world.discrete:
            actions = jnp.argmax(outputs + noise, -1)
        else:
            actions = outputs + jnp.exp(parameters["log_deviation"]) * noise
        return actions

    def collect(parameters, carry, key):
        key_noise, key_step = jax.random.split(key)

        def step(carry, drawn):
            state, observations, totals = carry
            noise, keys = drawn
            actions = choose(parameters, observations, noise)
            following, state, rewards, ended = world.step(keys, state, actions)
            totals = totals + rewards
            transition = {
                "observations": observations, "actions": actions,
                "rewards": (rewards + shift) / divisor, "ended": ended,
                "returns": jnp.where(ended, totals, 0.0)}
            return (state, following, jnp.where(ended, 0.0, totals)), transition

        keys = jax.random.split(key_step, (length, world.count))
        return jax.lax.scan(step, carry, (noise(key_noise), keys))

    def estimate(parameters, rollout, last):
        """Â_t = δ_t + γλ Â_{t+1}, both cut where an episode ended; and the values themselves."""
        observations = jnp.concatenate([rollout["observations"], last[None]])
        values = evaluate(parameters["critic"], observations)[..., 0]
        goes_on = 1.0 - rollout["ended"]
        errors = rollout["rewards"] + discount * goes_on * values[1:] - values[:-1]

        def back(advantage, row):
            error, goes_on = row
            advantage = error + discount * gae_lambda * goes_on * advantage
            return advantage, advantage

        start = jnp.zeros(world.count)
        _, advantages = jax.lax.scan(back, start, (errors, goes_on), reverse=True, unroll=16)
        return advantages, values[:-1]

    def loss(parameters, rows):
        log_probabilities, entropies = distribution(
            world, parameters, rows["observations"], rows["actions"])
        ratios = jnp.exp(log_probabilities - rows["log_probabilities"])
        advantages = rows["advantages"]
        advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
        surrogate = jnp.minimum(
            ratios * advantages, jnp.clip(ratios, 1 - clip, 1 + clip) * advantages).mean()
        values = evaluate(parameters["critic"], rows["observations"])[..., 0]
        errors = (values - rows["targets"]) ** 2
        if settings["value_clip_range"] is not None:
            reach = settings["value_clip_range"]
            held = rows["values"] + jnp.clip(values - rows["values"], -reach, reach)
            errors = jnp.maximum(errors, (held - rows["targets"]) ** 2)
        return (
            settings["value_coefficient"] * 0.5 * errors.mean() - surrogate
            - settings["entropy_coefficient"] * entropies.mean())

    def descend(optimised, gradient, rate):
        """Adam, after the gradient has been cut to its greatest norm."""
        parameters, first, second, count = optimised
        norm = jnp.sqrt(sum(jnp.sum(g * g) for g in jax.tree.leaves(gradient)))
        scale = jnp.minimum(1.0, settings["max_gradient_norm"] / (norm + 1e-6))
        count = count + 1
        step = rate / (1 - 0.9**count)
        correction = 1 / (1 - 0.999**count)
        gradient = jax.tree.map(lambda g: scale * g, gradient)
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
        parameters = jax.tree.map(
            lambda p, m, v: p - step * m / (jnp.sqrt(v * correction) + 1e-5),
            parameters, first, second)
        return parameters, first, second, count

    def update(optimised, data, key, rate):
        keys = jax.random.split(key, epochs)
        order = jax.vmap(lambda key: jax.random.permutation(key, batch))(keys)
        order = order.reshape(epochs * minibatches, batch // minibatches)

        def minibatch(optimised, indices):
            rows = jax.tree.map(lambda column: column[indices], data)
            return descend(optimised, jax.grad(loss)(optimised[0], rows), rate), ()

        return jax.lax.scan(minibatch, optimised, order)[0]

    def iterate(carry, index):
        optimised, collected, key = carry
        key, key_collect, key_update = jax.random.split(key, 3)
        parameters = optimised[0]
        collected, rollout = collect(parameters, collected, key_collect)
        advantages, values = estimate(parameters, rollout, collected[1])
        log_probabilities, _ = distribution(
            world, parameters, rollout["observations"], rollout["actions"])
        data = {
            "observations": rollout["observations"], "actions": rollout["actions"],
            "log_probabilities": log_probabilities, "advantages": advantages,
            "values": values, "targets": advantages + values}
        data = jax.tree.map(lambda column: column.reshape(batch, *column.shape[2:]), data)
        rate = settings["learning_rate"] * (1 - index / iterations)
        optimised = update(optimised, data, key_update, rate)
        ended = rollout["ended"].sum()
        return (optimised, collected, key), (rollout["returns"].sum(), ended)

    def train(key):
        key, key_actor, key_critic, key_reset = jax.random.split(key, 4)
        parameters = {
            "actor": initial_network(key_actor, world.inputs, world.outputs, 0.01),
            "critic": initial_network(key_critic, world.inputs, 1, 1.0),
            "log_deviation": jnp.zeros(world.outputs)}
        zeros = jax.tree.map(jnp.zeros_like, parameters)
        observations, state = world.reset(key_reset)
        carry = (
            (parameters, zeros, zeros, jnp.zeros((), jnp.int32)),
            (state, observations, jnp.zeros(world.count)), key)
        return jax.lax.scan(iterate, carry, jnp.arange(iterations))[1]

    return train, iterations * batch


def last_episodes(sums, counts, episodes=100):
    """The mean return of the last episodes, whole iterations at a time."""
    total = count = 0.0
    for s, n in zip(np.asarray(sums)[::-1], np.asarray(counts)[::-1]):
        total, count = total + float(s), count + float(n)
        if count >= episodes:
            break
    return total / count if count else None
