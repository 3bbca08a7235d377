// The worlds and settings that a page can train with, by the numbers and in the order of the module, and the
// command that does the same in a terminal.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});

  /// In the order of LiveWorld.swift; `space` is the action space as a saved agent has it.
  Live.worlds = [
    { id: 'CartPole-v1', inputs: 4, outputs: 2, space: 'Discrete(2)' },
    { id: 'Pendulum-v1', inputs: 3, outputs: 1, space: 'Box(-2.0, 2.0, (1,), float32)', isGaussian: true },
    { id: 'MiniGrid-Empty-5x5-v0', inputs: 147, outputs: 7, space: 'Discrete(7)', isGrid: true },
    { id: 'MiniGrid-DoorKey-5x5-v0', inputs: 147, outputs: 7, space: 'Discrete(7)', isGrid: true },
    { id: 'MiniGrid-LavaGapS5-v0', inputs: 147, outputs: 7, space: 'Discrete(7)', isGrid: true },
    { id: 'MiniGrid-Dynamic-Obstacles-5x5-v0', inputs: 147, outputs: 3, space: 'Discrete(3)', isGrid: true },
  ].map((world, number) => ({ ...world, number }));

  /// The options of `proximal train`, in the order of LiveSettings.swift. NaN is none there.
  Live.settingNames = [
    'environments', 'rollout-length', 'discount', 'gae-lambda', 'epochs', 'minibatches', 'clip-range',
    'value-clip-range', 'value-coefficient', 'entropy-coefficient', 'learning-rate', 'anneal-learning-rate',
    'max-gradient-norm', 'target-kl', 'normalise-advantages',
  ];
  const yesOrNo = new Set(['anneal-learning-rate', 'normalise-advantages']);

  /// The settings that `proximal train` gives a world, and the steps of a training.
  Live.defaultSettings = (module, world) => {
    const numbers = module.ask('default_settings', [world.number]);
    return { settings: numbers.slice(0, -1), steps: numbers.at(-1) };
  };

  /// Settings with some changed, by the options' names.
  Live.changedSettings = (settings, changes) => {
    const result = settings.slice();
    for (const [name, value] of Object.entries(changes)) result[Live.settingNames.indexOf(name)] = value;
    return result;
  };

  /// What to type to get the same bits in a terminal.
  Live.command = (module, world, { settings, steps, seed }) => {
    const usual = Live.defaultSettings(module, world);
    const words = ['proximal', 'train', world.id, '--seed', String(seed)];
    if (steps !== usual.steps) words.push('--steps', String(steps));
    Live.settingNames.forEach((name, i) => {
      if (Object.is(settings[i], usual.settings[i])) return;
      if (yesOrNo.has(name)) {
        words.push(`--${settings[i] ? '' : 'no-'}${name}`);
        return;
      }
      const value = Number.isNaN(settings[i]) ? 'none' : String(settings[i]);
      words.push(`--${name}`, value);
    });
    return words.join(' ');
  };
})();
