// Epilogue. `kl-price`: the price on KL, and what the best policy says then.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const widgets = (Live.widgets ??= {});
  const prices = [8, 4, 3, 2, 1.5, 1.2, 1, 0.9, 0.8, 0.7, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.18, 0.16, 0.15];
  const vocabulary = ['yes', 'no', 'thanks'];
  const shown = 5;

  widgets['kl-price'] = {
    needsModule: true,
    build(place, module) {
      const address = Live.address('kl-price', { beta: [2, prices.at(-1), prices[0]] });
      const state = address.values;
      const frame = Live.frame(place, {
        name: 'kl-price',
        question: '“Is the shop open?” Lower the price on KL. Where do people turn away, and does the model of their taste notice?',
      });
      const opinions = Live.plot(frame.plots, {
        label: 'What the model and what people think of the answers, against one over the price',
        x: { title: '1/β: the lower the price, the further right', from: 0, to: 7.1 }, y: { title: 'mean over answers', from: -2, to: 5 }, aspect: 0.85,
      });
      const answers = Live.plot(frame.plots, {
        label: 'The likeliest answers', x: { title: 'probability', from: 0, to: 0.8, ticks: [0, 0.2, 0.4, 0.6, 0.8] },
        y: { title: 'the likeliest answers', from: 0, to: shown, ticks: [] }, aspect: 0.85,
      });
      const numbers = module.ask('language_prices');
      const home = { reward: numbers[1], truth: numbers[2] };
      const frontier = numbers.subarray(7);
      const column = (index) => Array.from({ length: frontier.length / 4 }, (_, i) => frontier[4 * i + index]);
      const [inverse, rewards, truths] = [column(0), column(2), column(3)];
      const change = (changes) => {
        Object.assign(state, changes);
        address.set(changes);
        draw();
      };
      const price = Live.slider(frame.controls, {
        label: 'price β', values: prices, value: state.beta, digits: 2, change: (value) => change({ beta: value }) });

      function draw() {
        price.value = state.beta;
        state.beta = price.value;
        const beta = state.beta;
        const found = module.ask('language_at', [beta, shown]);
        const [divergence, reward, truth, tokens] = found;
        const near = (to) => prices.reduce((best, other) => (Math.abs(1 / other - to) < Math.abs(1 / best - to) ? other : best));
        const move = (to) => {
          // A key's step from one price to the next may be too short to reach it.
          let next = near(to);
          if (next === beta && Math.abs(to - 1 / beta) > 0.05) next = prices[prices.indexOf(beta) + (to > 1 / beta ? 1 : -1)] ?? beta;
          change({ beta: next });
        };
        opinions.draw([
          { kind: 'rule', y: home.truth, label: 'people, of the reference' },
          { kind: 'rule', x: 1 / beta },
          { kind: 'line', x: inverse, y: rewards, color: 'surrogate', label: 'the model, E[R]', labelAt: 0.95, dy: 20 },
          { kind: 'line', x: inverse, y: truths, color: 'trueObjective', label: 'people, E[U]', labelAt: 0.8, dy: 22 },
          { kind: 'dots', x: [1 / beta], y: [reward], color: 'surrogate', size: 6 },
          { kind: 'handle', at: [1 / beta, truth], color: 'black', label: 'one over the price', axis: 'x', step: 0.06, anywhere: true,
            range: { x: [0.1, 7] }, move, says: `β = ${Live.number(beta)}, people ${Live.number(truth, 2)}, model ${Live.number(reward, 2)}` },
        ]);
        const rows = Array.from({ length: shown }, (_, i) => {
          const [chance, before, r, u, ...words] = found.subarray(4 + 8 * i, 12 + 8 * i);
          return { chance, before, r, u, text: words.filter((word) => word < 3).map((word) => vocabulary[word]).join(' ') || '(nothing)' };
        });
        answers.draw(rows.flatMap(({ chance, before, r, u, text }, i) => {
          const low = shown - 1 - i;
          return [
            { kind: 'rect', x: [0, chance], y: [low + 0.14, low + 0.46], color: 'ppo', opacity: 0.85 },
            { kind: 'line', x: [before, before], y: [low + 0.08, low + 0.52], color: 'reference', dash: false, width: 3 },
            { kind: 'text', at: [0, low + 0.5], text, color: 'black', align: 'start', dx: 2, dy: -7 },
            { kind: 'text', at: [0.8, low + 0.5], text: `R ${Live.number(r, 2)}   U ${Live.number(u, 1)}`, color: 'gray', align: 'end', dy: -7 },
          ];
        }));
        frame.say(
          `At the price ${Live.number(beta)} the best policy says “${rows[0].text}” most often, with probability ${Live.number(rows[0].chance, 3)} `
          + `(grey: the reference, ${Live.number(rows[0].before, 3)}). The model thinks ${Live.number(reward, 3)} of its answers, people ${Live.number(truth, 3)}; `
          + `of the reference people think ${Live.number(home.truth, 3)}. It has gone ${Live.number(divergence, 3)} nats from home, and writes ${Live.number(tokens, 1)} tokens.`);
      }
      draw();
    },
  };
})();
