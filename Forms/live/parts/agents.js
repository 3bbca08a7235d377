// Agents as safetensors files, byte for byte as `proximal train --save` writes them, and read again, with the
// names that CleanRL and PyTorch's own modules have too (Sources/TrainingFiles/Agents/SavedAgent.swift).

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});

  /// The layers of a network as PyTorch has them: weights `[outputs × inputs]`, biases.
  function tensorsOf(network, sizes, parameters) {
    const tensors = [];
    let place = 0;
    for (let layer = 0; layer + 1 < sizes.length; layer++) {
      const [inputs, outputs] = [sizes[layer], sizes[layer + 1]];
      const weights = parameters.subarray(place, place + inputs * outputs);
      const transposed = Float32Array.from(weights, (_, i) => weights[(i % inputs) * outputs + Math.floor(i / inputs)]);
      place += inputs * outputs;
      // Activations have places of their own in an `nn.Sequential`, but no parameters.
      tensors.push({ name: `${network}.${2 * layer}.weight`, shape: [outputs, inputs], values: transposed });
      tensors.push({ name: `${network}.${2 * layer}.bias`, shape: [outputs], values: parameters.subarray(place, place + outputs) });
      place += outputs;
    }
    return tensors;
  }

  /// The file of an agent: `agent` as the worker gives it.
  Live.agentFile = (world, agent, { seed, steps }) => {
    const criticSizes = [...agent.sizes.slice(0, -1), 1];
    const tensors = [...tensorsOf('actor', agent.sizes, agent.actor), ...tensorsOf('critic', criticSizes, agent.critic)];
    if (agent.free.length > 0) tensors.push({ name: 'actor_logstd', shape: [1, agent.free.length], values: agent.free });
    const hidden = agent.sizes.slice(1, -1).join(',');
    const words = {
      action_space: world.space, activation: 'tanh', actor_hidden_sizes: hidden, algorithm: 'ppo-clip',
      critic_hidden_sizes: hidden, environment: world.id, format: 'pt',
      ...(world.isGrid ? { observation_divisors: '10.0,5.0,2.0', observation_key: 'image' } : {}),
      seed: String(seed), steps: String(steps),
    };
    const header = { __metadata__: words };
    let end = 0;
    for (const { name, shape, values } of tensors) {
      header[name] = { dtype: 'F32', shape, data_offsets: [end, (end += 4 * values.length)] };
    }
    let text = JSON.stringify(header);
    text += ' '.repeat((8 - (text.length % 8)) % 8);
    const bytes = new Uint8Array(8 + text.length + end);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt(text.length), true);
    bytes.set(new TextEncoder().encode(text), 8);
    let place = 8 + text.length;
    for (const { values } of tensors) for (const value of values) {
      view.setFloat32(place, value, true);
      place += 4;
    }
    return bytes;
  };

  /// An agent from a file's bytes. Throws an `Error` that says what is wrong with them.
  Live.readAgent = (buffer) => {
    const view = new DataView(buffer);
    const length = buffer.byteLength >= 8 ? Number(view.getBigUint64(0, true)) : Infinity;
    if (8 + length > buffer.byteLength) throw new Error('this is no safetensors file');
    let header;
    try {
      header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
    } catch {
      throw new Error('this is no safetensors file: its header is not JSON');
    }
    const words = header.__metadata__ ?? {};
    function tensor(name) {
      const entry = header[name];
      if (!entry) throw new Error(`the file has no ${name}`);
      if (entry.dtype !== 'F32') throw new Error(`${name} holds ${entry.dtype}, not F32`);
      const [begin, end] = entry.data_offsets;
      const count = entry.shape.reduce((product, size) => product * size, 1);
      if (end - begin !== 4 * count || 8 + length + end > buffer.byteLength) throw new Error(`${name} is cut off`);
      const values = Float32Array.from({ length: count }, (_, i) => view.getFloat32(8 + length + begin + 4 * i, true));
      if (!values.every(Number.isFinite)) throw new Error(`${name} holds a number that is not finite`);
      return { shape: entry.shape, values };
    }
    function network(name) {
      const [sizes, parameters] = [[], []];
      for (let layer = 0; `${name}.${2 * layer}.weight` in header; layer++) {
        const { shape: [outputs, inputs], values } = tensor(`${name}.${2 * layer}.weight`);
        if (sizes.length === 0) sizes.push(inputs);
        if (sizes.at(-1) !== inputs) throw new Error(`the layers of the ${name} do not fit together`);
        sizes.push(outputs);
        for (let i = 0; i < inputs * outputs; i++) parameters.push(values[(i % outputs) * inputs + Math.floor(i / outputs)]);
        parameters.push(...tensor(`${name}.${2 * layer}.bias`).values);
      }
      if (sizes.length === 0) throw new Error(`the file has no ${name}`);
      return { sizes, parameters: Float32Array.from(parameters) };
    }
    if ('observation_mean' in header) throw new Error('this agent sees normalised observations, which the page cannot show it');
    const [actor, critic] = [network('actor'), network('critic')];
    if (String(actor.sizes.slice(0, -1)) !== String(critic.sizes.slice(0, -1))) {
      throw new Error('the actor and the critic have different widths, which the page cannot play');
    }
    const free = 'actor_logstd' in header ? tensor('actor_logstd').values : new Float32Array(0);
    const world = Live.worlds.find(({ id }) => id === words.environment)
      ?? Live.worlds.find(({ inputs, outputs }) => inputs === actor.sizes[0] && outputs === actor.sizes.at(-1));
    if (!world || world.inputs !== actor.sizes[0] || world.outputs !== actor.sizes.at(-1)
      || Boolean(world.isGaussian) !== free.length > 0) {
      throw new Error(`there is no world here for an agent that sees ${actor.sizes[0]} numbers`);
    }
    return {
      world, seed: words.seed, steps: words.steps, isReLU: words.activation === 'relu',
      agent: { sizes: actor.sizes, actor: actor.parameters, critic: critic.parameters, free } };
  };

  /// Hands bytes to the reader as a file.
  Live.saveFile = (name, bytes) => {
    const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
    const link = document.createElement('a');
    [link.href, link.download] = [address, name];
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };
})();
