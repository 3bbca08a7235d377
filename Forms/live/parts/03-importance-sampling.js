// Chapter 3. `ratio-ruin`: what trajectories of an old policy are worth to a new one.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const widgets = (Live.widgets ??= {});
  const [most, draws] = [200, 40];

  widgets['ratio-ruin'] = {
    needsModule: true,
    build(place, module) {
      const address = Live.address('ratio-ruin', {
        old: [0.5, 0.1, 0.9], new: [0.6, 0.1, 0.9], steps: [20, 1, most], seed: [1, 1, 999],
      });
      const state = address.values;
      const frame = Live.frame(place, {
        name: 'ratio-ruin',
        question: 'Forty trajectories of an old policy. After how many steps are they worth fewer than five of your own?',
      });
      const weights = Live.plot(frame.plots, {
        label: 'The shares of forty trajectories in the weight of all, the heaviest first',
        x: { title: 'trajectories, the heaviest first', from: 0.3, to: draws + 0.7, ticks: [1, 10, 20, 30, 40] },
        y: { title: 'share of the whole weight', from: 0, to: 0.1 }, aspect: 0.72,
      });
      const horizon = Live.plot(frame.plots, {
        label: 'The weight of a trajectory against its steps',
        x: { title: 'steps T', from: 0, to: most },
        y: {
          title: 'weight of a trajectory', from: 1e-4, to: 1e4, log: true,
          ticks: [[1e-4, '0.0001'], [0.01, '0.01'], [1, '1'], [100, '100'], [1e4, '10,000']],
        }, aspect: 0.72,
      });
      const change = (changes) => {
        Object.assign(state, changes);
        address.set(changes);
        draw();
      };
      const probability = (key, label) => Live.slider(frame.controls, {
        label, from: 0.1, to: 0.9, step: 0.01, value: state[key], change: (value) => change({ [key]: value }) });
      const before = probability('old', 'old policy π′');
      const now = probability('new', 'new policy π');
      const steps = Live.slider(frame.controls, {
        label: 'steps T', from: 1, to: most, step: 1, value: state.steps, change: (value) => change({ steps: value }) });
      Live.button(Live.row(frame.controls), 'Draw forty others', () => change({ seed: (state.seed % 999) + 1 }));

      function draw() {
        [state.steps, state.seed] = [Math.round(state.steps), Math.round(state.seed)];
        const { old: p, new: q, steps: t } = state;
        before.value = p;
        now.value = q;
        steps.value = t;
        const numbers = module.ask('ratio_products', [p, q, most]);
        const at = (step, index) => numbers[2 + 5 * (step - 1) + index];
        // Of an odd number of tosses the median jumps between two values; every second is enough to see.
        const x = Array.from({ length: most / 2 }, (_, i) => 2 * (i + 1));
        const column = (index) => x.map((step) => at(step, index));
        const [worth, ...shares] = module.ask('ratio_draws', [p, q, t, draws, state.seed]);
        shares.sort((a, b) => b - a);
        const top = Math.max(0.08, 1.12 * shares[0]);
        if (weights.top !== top) {
          weights.top = top;
          weights.set({ y: { title: 'share of the whole weight', from: 0, to: top } });
        }
        weights.draw([
          { kind: 'bars', x: shares.map((_, i) => i + 1), heights: shares, width: 0.8, color: 'orange' },
          { kind: 'rule', y: 1 / draws, label: 'all alike: 1/40' },
          { kind: 'text', at: [draws, top], text: `worth ${Live.number(worth, 1)} of 40`, color: 'orange', align: 'end', dy: 18 },
        ]);
        const move = (to) => change({ steps: Math.round(to) });
        horizon.draw([
          { kind: 'area', x, low: column(0), high: column(2), color: 'blue', opacity: 0.22 },
          { kind: 'rule', x: t, dash: true },
          { kind: 'line', x: [0, most], y: [1, 1], color: 'black', dash: false, label: 'mean', labelAt: 1 },
          { kind: 'line', x, y: column(3), color: 'vermilion', dash: false, label: 'standard deviation', labelAt: 0.98 },
          { kind: 'line', x, y: column(1), color: 'blue', dash: false, label: 'median', labelAt: 0.98, dy: 18 },
          { kind: 'handle', at: [t, Math.max(1e-4, at(t, 1))], color: 'blue', label: 'steps', axis: 'x', step: 1, anywhere: true,
            range: { x: [1, most] }, move, says: `T = ${t}, median weight ${Live.number(at(t, 1), 4)}` },
        ]);
        const share = at(t, 4);
        frame.say(
          `With ${Live.number(q, 2)} on data of ${Live.number(p, 2)} the typical weight after ${t} ${t === 1 ? 'step' : 'steps'}, the median, is `
          + `${Live.number(at(t, 1), 4)}; the mean is 1, the standard deviation ${Live.number(at(t, 3), at(t, 3) < 1000 ? 2 : 0)}. `
          + `The heaviest of the forty drawn has ${Live.number(100 * shares[0], 1)}% of the weight: they are worth ${Live.number(worth, 1)}. `
          + `Of very many, ${Live.number(100 * share, share < 0.01 ? 3 : 1)}% would count. One step costs a KL of ${Live.number(numbers[0], 4)}.`);
      }
      draw();
    },
  };
})();
