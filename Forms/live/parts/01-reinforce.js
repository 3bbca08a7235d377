// Chapter 1. `baseline-cloud`: the gradients that batches suggest, with a baseline and without.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const widgets = (Live.widgets ??= {});

  /// The two worlds: which baselines are offered, and where the clouds of batches of 1, 8 and 64 lie.
  const worlds = {
    arms: {
      index: 0, name: 'three arms', unit: 'pull', from: -20, to: 160, step: 1, digits: 1,
      x: 'raises arm 60, lowers arm 50', y: 'raises arm 100, lowers the others',
      ranges: { 1: [[-85, 85], [-65, 105]], 8: [[-50, 50], [-38, 62]], 64: [[-17, 22], [-7, 32]] },
    },
    corridor: {
      index: 1, name: 'corridor', unit: 'episode', from: -1, to: 4.5, step: 0.05, digits: 2,
      x: 'along the gradient ∇J', y: 'across it',
      ranges: { 1: [[-9, 11], [-10, 10]], 8: [[-2.6, 4.6], [-3.6, 3.6]], 64: [[-0.4, 2.4], [-1.4, 1.4]] },
    },
  };
  const sizes = ['1', '8', '64'];

  widgets['baseline-cloud'] = {
    needsModule: true,
    build(place, module) {
      const address = Live.address('baseline-cloud', {
        world: ['arms', 'corridor'], size: ['8', '1', '64'], b: [20, -20, 160], batches: [60, 0, 3000],
      });
      const state = address.values;
      const frame = Live.frame(place, {
        name: 'baseline-cloud',
        question: 'A dot is the gradient that one batch suggests. Which baseline draws the dots together, and does their middle move?',
      });
      const cloud = Live.plot(frame.plots, { label: 'Gradients suggested by batches', x: { from: 0, to: 1 }, y: { from: 0, to: 1 }, aspect: 0.85 });
      const parabola = Live.plot(frame.plots, { label: 'The variance against the baseline', x: { from: 0, to: 1 }, y: { from: 0, to: 1 }, aspect: 0.85 });
      const draws = Live.row(frame.controls);
      const more = (count) => {
        const added = Math.min(count, 3000 - state.batches);
        if (added <= 0) return;
        module.call('estimates_draw', [added]);
        change({ batches: state.batches + added });
      };
      Live.button(draws, 'One batch', () => more(1), { holds: true, hint: 'hold it down for more' });
      Live.button(draws, '100 more', () => more(100));
      Live.button(draws, 'None', () => { state.batches = 0; begin(); });
      let baseline;
      const sliderPlace = Live.row(frame.controls);
      sliderPlace.classList.add('live-wide');
      const worldChoice = Live.choice(frame.controls, {
        label: 'world', options: Object.entries(worlds).map(([key, { name }]) => [key, name]), value: state.world,
        change: (key) => { state.world = key; state.b = key === 'arms' ? 20 : 0.5; begin(); } });
      Live.choice(frame.controls, {
        label: 'batch', options: sizes.map((size) => [size, size]), value: state.size,
        change: (key) => { state.size = key; begin(); } });

      let facts;
      let curve;
      function begin() {
        const world = worlds[state.world];
        state.b = Math.min(Math.max(state.b, world.from), world.to);
        state.batches = Math.round(state.batches);
        worldChoice.value = state.world;
        facts = module.ask('estimates_begin', [world.index, Number(state.size), 1]);
        module.call('estimates_draw', [state.batches]);
        curve = module.ask('estimates_parabola', [world.from, world.to, 91]);
        sliderPlace.replaceChildren();
        baseline = Live.slider(sliderPlace, {
          label: 'baseline b', from: world.from, to: world.to, step: world.step, value: state.b, change: (b) => change({ b }) });
        const [[left, right], [low, high]] = world.ranges[state.size];
        cloud.set({ x: { title: world.x, from: left, to: right }, y: { title: world.y, from: low, to: high } });
        parabola.set({
          x: { title: 'baseline b', from: world.from, to: world.to },
          y: { title: 'variance of one estimate', from: 0, to: 1.08 * Math.max(...curve) } });
        change({ world: state.world, size: state.size, b: state.b, batches: state.batches });
      }

      function change(changes) {
        Object.assign(state, changes);
        address.set(changes);
        draw();
      }

      /// Dots in the same place are one, whose area is their number.
      function heaped(dots) {
        const heaps = new Map();
        for (let i = 0; i < dots.length; i += 2) {
          const key = `${dots[i].toFixed(6)} ${dots[i + 1].toFixed(6)}`;
          const heap = heaps.get(key) ?? { x: dots[i], y: dots[i + 1], count: 0 };
          heap.count += 1;
          heaps.set(key, heap);
        }
        const all = [...heaps.values()];
        const largest = Math.max(1, ...all.map(({ count }) => count));
        const one = Math.min(all.length > 400 ? 2.2 : 3.2, 11 / Math.sqrt(largest));
        return { x: all.map(({ x }) => x), y: all.map(({ y }) => y), size: all.map(({ count }) => Math.max(1, one * Math.sqrt(count))) };
      }

      /// What `estimates_at` lays down, by name.
      function estimates(b) {
        const numbers = module.ask('estimates_at', [b]);
        const [variance, right, up, both, spread, x, y, downhill] = numbers;
        const dots = numbers.subarray(8);
        // Any root of the covariance makes the same ellipse.
        const first = Math.sqrt(right);
        const second = first > 0 ? both / first : 0;
        const axes = [[2 * first, 2 * second], [0, 2 * Math.sqrt(Math.max(0, up - second * second))]];
        return { variance, spread, mean: [x, y], downhill, axes, ...heaped(dots) };
      }

      function draw() {
        const world = worlds[state.world];
        const { b, batches } = state;
        baseline.value = b;
        const [truthX, truthY, meanReturn, best] = facts;
        const truth = [truthX, truthY];
        const without = estimates(0);
        const chosen = estimates(b);
        const [[left, right], [low, high]] = world.ranges[state.size];
        // Where the product with the gradient is below zero.
        const edge = (x) => (-truthX / truthY) * x;
        const downhill = truthY > 1e-9 * truthX
          ? [[left, low], [right, low], [right, edge(right)], [left, edge(left)]]
          : [[left, low], [0, low], [0, high], [left, high]];
        cloud.draw([
          { kind: 'region', points: downhill, color: 'reference' },
          { kind: 'dots', x: without.x, y: without.y, color: 'orange', size: without.size, opacity: 0.55 },
          { kind: 'dots', x: chosen.x, y: chosen.y, color: 'blue', size: chosen.size, opacity: 0.7 },
          { kind: 'ellipse', at: truth, axes: without.axes, color: 'orange', width: 1.6 },
          { kind: 'ellipse', at: truth, axes: chosen.axes, color: 'blue', width: 1.6 },
          { kind: 'arrow', from: [0, 0], to: truth, color: 'black', width: 2.5 },
          { kind: 'text', at: truth, text: '∇J', color: 'black', align: 'start', dx: 7, dy: -4 },
          { kind: 'text', at: [left, high], text: 'no baseline', color: 'orange', align: 'start', dy: 16 },
          { kind: 'text', at: [left, high], text: `b = ${Live.number(b)}`, color: 'blue', align: 'start', dy: 34 },
          { kind: 'text', at: [left, low], text: 'downhill', color: 'gray', align: 'start', dy: -8 },
        ]);
        const grid = Array.from(curve, (_, i) => world.from + ((world.to - world.from) * i) / (curve.length - 1));
        const move = (to) => change({ b: Math.round(to / world.step) * world.step });
        parabola.draw([
          { kind: 'rule', y: without.variance, color: 'orange', label: 'no baseline' },
          { kind: 'line', x: grid, y: curve, color: 'blue', dash: false },
          ...(batches > 1 ? [{ kind: 'dots', x: [b], y: [chosen.spread], color: 'black', size: 5, hollow: true }] : []),
          { kind: 'handle', at: [b, chosen.variance], color: 'blue', label: 'baseline', axis: 'x', step: world.step, anywhere: true, move,
            says: `b = ${Live.number(b)}, variance ${Live.number(chosen.variance, world.digits)}` },
        ]);
        const show = (value) => Live.number(value, world.digits);
        const unit = state.size === '1' ? world.unit : `${world.unit}s`;
        let text = `With b = ${Live.number(b)} the variance of one estimate is ${show(chosen.variance)}`
          + `${batches > 1 ? ` (drawn: ${show(chosen.spread)}, the circle)` : ''}; without a baseline it is ${show(without.variance)}. `;
        if (batches > 0) {
          text += `The middle of the ${Live.number(batches)} blue dots is (${show(chosen.mean[0])}, ${show(chosen.mean[1])}); the gradient is `
            + `(${show(truthX)}, ${show(truthY)}) for every b. `
            + `${Live.number(100 * chosen.downhill, 1)}% of them point downhill, of the orange ones ${Live.number(100 * without.downhill, 1)}%`;
          text += world.index === 0
            ? ` (probabilities: ${Live.number(100 * module.call('estimates_downhill', [b]), 1)}% and ${Live.number(100 * module.call('estimates_downhill', [0]), 1)}%).`
            : '.';
        } else {
          text += `Draw ${state.size === '1' ? 'an' : 'batches of'} ${state.size === '1' ? unit : `${state.size} ${unit}`}: press, or hold the button.`;
        }
        if (Math.abs(b - best) < 0.02 * (world.to - world.from)) {
          text += ` You are at the lowest point: the best is b* = ${Live.number(best, 2)}, and the mean return ${Live.number(meanReturn, 2)}.`;
        }
        frame.say(text);
      }
      begin();
    },
  };
})();
