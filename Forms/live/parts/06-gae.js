// Chapter 6. `gae-dial`: λ and γ, the weights that they give, and what they do to bias and variance in the
// corridor, exactly.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const widgets = (Live.widgets ??= {});
  const steps = 20;
  const batches = ['1', '8', '64', '512'];

  widgets['gae-dial'] = {
    needsModule: true,
    build(place, module) {
      const address = Live.address('gae-dial', {
        lambda: [0.9, 0, 1], gamma: [0.9, 0.5, 1], ignorance: [0.5, 0, 1], episodes: ['64', '1', '8', '512'],
      });
      const state = address.values;
      const frame = Live.frame(place, {
        name: 'gae-dial',
        question: 'With 64 episodes: which λ is best for a critic that knows half, and which for one that knows nothing?',
      });
      const weights = Live.plot(frame.plots, {
        label: 'The weight of each residual, and of each n-step advantage', x: { title: 'steps ahead: l, or n − 1', from: -0.7, to: steps - 0.3, ticks: [0, 5, 10, 15, 19] },
        y: { title: 'weight', from: 0, to: 1.05, ticks: [0, 0.5, 1] }, aspect: 0.75,
      });
      const error = Live.plot(frame.plots, {
        label: 'The error of the gradient against lambda', x: { title: 'λ', from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1] },
        y: { title: 'mean squared error of ĝ', from: 0, to: 1 }, aspect: 0.75,
      });
      const change = (changes) => {
        Object.assign(state, changes);
        address.set(changes);
        draw();
      };
      const lambda = Live.slider(frame.controls, {
        label: 'λ', from: 0, to: 1, step: 0.01, value: state.lambda, change: (value) => change({ lambda: value }) });
      const gamma = Live.slider(frame.controls, {
        label: 'discount γ', from: 0.5, to: 1, step: 0.01, value: state.gamma, change: (value) => change({ gamma: value }) });
      const ignorance = Live.slider(frame.controls, {
        label: 'critic’s fault κ', from: 0, to: 1, step: 0.05, value: state.ignorance, change: (value) => change({ ignorance: value }) });
      Live.choice(frame.controls, {
        label: 'episodes', options: batches.map((count) => [count, count]), value: state.episodes,
        change: (key) => change({ episodes: key }) });

      let known = '';
      let curves;
      function draw() {
        const { lambda: l, gamma: g, ignorance: k } = state;
        const episodes = Number(state.episodes);
        lambda.value = l;
        gamma.value = g;
        ignorance.value = k;
        const kernel = module.ask('advantage_kernel', [g, l, steps]);
        const ahead = Array.from({ length: steps }, (_, i) => i);
        weights.draw([
          { kind: 'bars', x: ahead, heights: kernel.subarray(steps), width: 0.62, color: 'orange', opacity: 0.55 },
          { kind: 'line', x: ahead.flatMap((i) => [i, i, NaN]), y: ahead.flatMap((i) => [0, kernel[i], NaN]), color: 'blue', dash: false, width: 2.5 },
          { kind: 'dots', x: ahead, y: kernel.subarray(0, steps), color: 'blue', size: 4 },
          { kind: 'text', at: [steps, 1.05], text: 'residuals: (γλ)ˡ', color: 'blue', align: 'end', dy: 16 },
          { kind: 'text', at: [steps, 1.05], text: 'n-step advantages', color: 'orange', align: 'end', dy: 34 },
        ]);
        // The curves stay while λ alone moves.
        if (known !== `${g} ${k} ${episodes}`) {
          known = `${g} ${k} ${episodes}`;
          const rows = module.ask('advantage_qualities', [k, g, episodes]);
          const column = (index) => Array.from({ length: 21 }, (_, i) => rows[3 * i + index]);
          curves = { x: Array.from({ length: 21 }, (_, i) => i / 20), bias: column(0), luck: column(1).map((v) => v / episodes), error: column(2) };
          error.set({ y: { title: `mean squared error of ĝ from ${episodes} ${episodes === 1 ? 'episode' : 'episodes'}`, from: 0, to: 1.1 * Math.max(...curves.error) } });
        }
        const [bias, variance, total] = module.ask('advantage_quality', [k, g, l, episodes]);
        const lowest = curves.error.indexOf(Math.min(...curves.error));
        const move = (to) => change({ lambda: Math.round(100 * to) / 100 });
        error.draw([
          { kind: 'area', x: curves.x, high: curves.bias, color: 'purple', opacity: 0.3 },
          { kind: 'area', x: curves.x, low: curves.bias, high: curves.error, color: 'green', opacity: 0.22 },
          { kind: 'line', x: curves.x, y: curves.error, color: 'black', dash: false },
          { kind: 'dots', x: [curves.x[lowest]], y: [curves.error[lowest]], color: 'black', size: 6, hollow: true },
          ...(curves.bias[2] > 0.1 * Math.max(...curves.error)
            ? [{ kind: 'text', at: [0.03, curves.bias[1] / 2], text: 'bias²', color: 'purple', align: 'start', dy: 5 }] : []),
          { kind: 'text', at: [0.97, (curves.bias[19] + curves.error[19]) / 2], text: 'variance ÷ episodes', color: 'green', align: 'end', dy: 5 },
          { kind: 'handle', at: [l, total], color: 'vermilion', label: 'lambda', axis: 'x', step: 0.01, anywhere: true, move,
            says: `λ = ${Live.number(l, 2)}, error ${Live.number(total, 4)}` },
        ]);
        const critic = k === 0 ? 'A critic that knows everything' : k === 1 ? 'A critic that says 0 everywhere' : `A critic V = ${Live.number(1 - k)} Vπ`;
        frame.say(
          `${critic}, λ = ${Live.number(l, 2)}, γ = ${Live.number(g, 2)}: bias² ${Live.number(bias, 4)}, variance of one episode ${Live.number(variance, 4)}, `
          + `together ${Live.number(total, 4)} with ${episodes} ${episodes === 1 ? 'episode' : 'episodes'}. `
          + `The lowest point of the curve is at λ = ${Live.number(curves.x[lowest], 2)}, ${Live.number(curves.error[lowest], 4)}. `
          + `The residual ten steps ahead has the weight ${Live.number(kernel[10], 3)}.`);
      }
      draw();
    },
  };
})();
