// Chapter 4. `trust-region`: a step on the pier with two knobs, held by a fence δ or by a leash β.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const widgets = (Live.widgets ??= {});
  const count = 24;
  const [rangeX, rangeY] = [[-2.75, 2.75], [-0.9, 4.6]];
  const deltas = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5];
  const betas = [300, 200, 150, 100, 70, 50, 30, 20, 15, 10, 7, 5, 3, 2, 1.5, 1, 0.7, 0.5, 0.3];
  const levels = Array.from({ length: 25 }, (_, i) => i / 2 - 4);

  widgets['trust-region'] = {
    needsModule: true,
    build(place, module) {
      const address = Live.address('trust-region', {
        delta: [0.1, 0.001, 0.5], beta: [10, 0.3, 300], x: [0, -2.5, 2.5], y: [2, -0.6, 4.4], shows: ['L', 'J'],
      });
      const state = address.values;
      const frame = Live.frame(place, {
        name: 'trust-region',
        question: 'A step promises L and earns J. How small must δ be until the two agree? Then drag the old policy elsewhere.',
      });
      const map = Live.plot(frame.plots, {
        label: 'The two knobs, with contours, the old policy and its steps',
        x: { title: 'knob θ₁', from: rangeX[0], to: rangeX[1] }, y: { title: 'knob θ₂', from: rangeY[0], to: rangeY[1] }, aspect: 1,
      });
      const line = Live.plot(frame.plots, {
        label: 'L and J along the natural gradient',
        x: { title: 'share of the step to the ellipse', from: 0, to: 1.4, ticks: [0, 0.25, 0.5, 0.75, 1, 1.25] },
        y: { title: 'return, as promised and as earned', from: -1, to: 5 }, aspect: 1,
      });
      const change = (changes) => {
        Object.assign(state, changes);
        address.set(changes);
        draw();
      };
      const delta = Live.slider(frame.controls, {
        label: 'fence δ', values: deltas, value: state.delta, digits: 3, change: (value) => change({ delta: value }) });
      const beta = Live.slider(frame.controls, {
        label: 'leash β', values: betas, value: state.beta, digits: 1, change: (value) => change({ beta: value }) });
      Live.choice(frame.controls, {
        label: 'contours of', options: [['L', 'L, promised'], ['J', 'J, earned']], value: state.shows, change: (value) => change({ shows: value }) });
      Live.button(Live.row(frame.controls), 'The book’s old policy', () => change({ x: 0, y: 2 }));

      let known = '';
      let heights;
      let leashes;
      function draw() {
        [delta.value, beta.value] = [state.delta, state.beta];
        const [d, b] = [delta.value, beta.value];
        if (known !== `${state.x} ${state.y}`) {
          known = `${state.x} ${state.y}`;
          const numbers = module.ask('pier_data', [state.x, state.y, count]);
          heights = { L: numbers.subarray(0, numbers.length / 2), J: numbers.subarray(numbers.length / 2) };
          const rows = module.ask('pier_leashes');
          const column = (index) => Array.from({ length: rows.length / 3 }, (_, i) => rows[3 * i + index]);
          leashes = { x: [state.x, ...column(0)], y: [state.y, ...column(1)] };
        }
        const numbers = module.ask('pier_step', [d, b]);
        const [old, natural, passed, plain, leashed] = [0, 1, 2, 3, 4].map((index) => {
          const [x, y, promised, earned, divergence] = numbers.subarray(5 * index);
          return { at: [x, y], promised, earned, divergence };
        });
        const shortened = numbers[25];
        const along = numbers.subarray(26, 26 + 142);
        const outline = (index) => {
          const places = numbers.subarray(168 + 180 * index, 168 + 180 * (index + 1));
          const closed = [...places, places[0], places[1]];
          return { x: closed.filter((_, i) => i % 2 === 0), y: closed.filter((_, i) => i % 2 === 1) };
        };
        const fence = outline(0);
        const shown = state.shows;
        const color = shown === 'L' ? 'surrogate' : 'trueObjective';
        map.draw([
          { kind: 'contours', values: heights[shown], count, x: rangeX, y: rangeY, levels, color, width: 0.7, opacity: 0.75 },
          { kind: 'region', points: fence.x.map((x, i) => [x, fence.y[i]]), color: 'trpo', opacity: 0.14 },
          { kind: 'line', ...fence, color: 'trpo', dash: false },
          { kind: 'line', ...outline(1), color: 'trpo', width: 1.6 },
          { kind: 'line', ...outline(2), color: 'vermilion', width: 1.6 },
          { kind: 'line', ...leashes, color: 'adaptiveKL', width: 2, dash: false },
          { kind: 'arrow', from: old.at, to: natural.at, color: 'trpo' },
          { kind: 'arrow', from: old.at, to: plain.at, color: 'vermilion' },
          ...(shortened > 0 ? [{ kind: 'dots', x: [natural.at[0]], y: [natural.at[1]], color: 'trpo', size: 5, hollow: true }] : []),
          { kind: 'dots', x: [passed.at[0]], y: [passed.at[1]], color: 'trpo', size: 5 },
          { kind: 'dots', x: [plain.at[0]], y: [plain.at[1]], color: 'vermilion', size: 5 },
          { kind: 'dots', x: [leashed.at[0]], y: [leashed.at[1]], color: 'adaptiveKL', size: 5.5 },
          { kind: 'text', at: passed.at, text: 'natural', color: 'trpo', align: 'start', dx: 9, dy: 4 },
          { kind: 'text', at: plain.at, text: 'plain', color: 'vermilion', align: 'end', dx: -9, dy: 0 },
          { kind: 'text', at: leashed.at, text: 'leash', color: 'adaptiveKL', align: 'end', dx: -9, dy: 14 },
          { kind: 'handle', at: old.at, color: 'black', label: 'old policy', axis: 'both', step: 0.05,
            range: { x: [-2.5, 2.5], y: [-0.6, 4.4] },
            says: `θ₁ = ${Live.number(old.at[0], 2)}, θ₂ = ${Live.number(old.at[1], 2)}`,
            move: (x, y) => change({ x: Math.round(100 * x) / 100, y: Math.round(100 * y) / 100 }) },
        ]);
        const x = Array.from({ length: 71 }, (_, i) => 0.02 * i);
        const [promised, earned] = [0, 1].map((index) => x.map((_, i) => along[2 * i + index]));
        const [low, high] = [Math.min(...promised, ...earned), Math.max(...promised, ...earned)];
        const room = 0.08 * (high - low) + 1e-6;
        line.set({ y: { title: 'return, as promised and as earned', from: low - room, to: high + 2 * room } });
        const share = 0.8 ** shortened;
        line.draw([
          { kind: 'area', x, low: earned, high: promised, color: 'surrogate', opacity: 0.16 },
          { kind: 'rule', x: 1, color: 'trpo', label: 'ellipse' },
          ...(shortened > 0 ? [{ kind: 'rule', x: share, color: 'trpo', label: 'fence', align: 'end' }] : []),
          { kind: 'line', x, y: promised, color: 'surrogate', label: 'L', labelAt: 0.9 },
          { kind: 'line', x, y: earned, color: 'trueObjective', label: 'J', labelAt: 0.9, dy: 20 },
          { kind: 'dots', x: [share], y: [passed.promised], color: 'surrogate', size: 5 },
          { kind: 'dots', x: [share], y: [passed.earned], color: 'trueObjective', size: 5 },
        ]);
        const gain = (step) => `promises ${signed(step.promised - old.promised)} and earns ${signed(step.earned - old.earned)}`;
        frame.say(
          `With δ = ${Live.number(d)} the natural step${shortened > 0 ? `, shortened ${shortened === 1 ? 'once' : shortened === 2 ? 'twice' : `${shortened} times`},` : ''} ${gain(passed)}, `
          + `at a KL of ${Live.number(passed.divergence, 3)}; the plain gradient, as far as the circle, ${gain(plain)}. `
          + `The leash with β = ${Live.number(b)} goes to a KL of ${Live.number(leashed.divergence, 3)}: it ${gain(leashed)}.`);
      }
      const signed = (value) => `${value < 0 ? '−' : '+'}${Live.number(Math.abs(value), 2)}`;
      draw();
    },
  };
})();
