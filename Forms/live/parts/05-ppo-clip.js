// Chapter 5. `clip-objective`: one step of the batch, its objective, its pull and its case.
// `clip-batch`: a whole batch under the clip, gradient step by gradient step.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const widgets = (Live.widgets ??= {});
  const number = (value, digits = 2) => Live.number(value, digits);

  // MARK: One step

  /// The chapter's six cases, as ratio and advantage.
  const sixCases = [[1.1, 1], [1.1, -1], [0.5, 1], [0.5, -1], [1.5, 1], [1.5, -1]];
  const verdicts = [
    'the step is made likelier, unclipped',
    'the step is made rarer, unclipped',
    'good, but rarer by mistake: pulled back, unclipped',
    'bad, and rarer already: nothing pulls any more',
    'good, and likelier already: nothing pulls any more',
    'bad, but likelier by mistake: pulled back, unclipped',
  ];

  widgets['clip-objective'] = {
    needsModule: true,
    build(place, module) {
      const address = Live.address('clip-objective', { ratio: [1, 0, 2], advantage: [1, -1, 1], clip: [0.2, 0.05, 0.5] });
      const state = address.values;
      const frame = Live.frame(place, {
        name: 'clip-objective',
        question: 'Drag the red dot. In which two of the six cases does nothing pull it any more?',
      });
      const ratioAxis = () => ({
        title: 'ratio ρ', from: 0, to: 2,
        ticks: [0, [1 - state.clip, '1−ε'], 1, [1 + state.clip, '1+ε'], 2],
      });
      const objective = Live.plot(frame.plots, {
        label: 'The objective of one step against its ratio', x: ratioAxis(),
        y: { title: 'objective of the step', from: -2, to: 2 }, aspect: 0.7,
      });
      const pull = Live.plot(frame.plots, {
        label: 'The score weight of the step against its ratio', x: ratioAxis(),
        y: { title: 'its pull: score weight w', from: -2, to: 2 }, aspect: 0.7,
      });
      const change = (changes) => {
        Object.assign(state, changes);
        address.set(changes);
        draw();
      };
      const ratio = Live.slider(frame.controls, {
        label: 'ratio ρ', from: 0, to: 2, step: 0.01, value: state.ratio, change: (value) => change({ ratio: value }) });
      const advantage = Live.slider(frame.controls, {
        label: 'advantage A', from: -1, to: 1, step: 0.05, value: state.advantage,
        change: (value) => change({ advantage: value }) });
      const clip = Live.slider(frame.controls, {
        label: 'clip range ε', from: 0.05, to: 0.5, step: 0.01, value: state.clip, change: (value) => change({ clip: value }) });
      const cases = Live.choice(frame.controls, {
        label: 'case', options: sixCases.map((_, index) => [String(index + 1), String(index + 1)]), value: '',
        change: (key) => {
          const [r, a] = sixCases[key - 1];
          change({ ratio: r, advantage: a, clip: 0.2 });
        } });

      function draw() {
        const { ratio: r, advantage: a, clip: e } = state;
        ratio.value = r;
        advantage.value = a;
        clip.value = e;
        const rows = module.ask('clipped_curves', [a, e]);
        const column = (index) => Array.from({ length: rows.length / 5 }, (_, i) => rows[5 * i + index]);
        const [x, unclipped, clipped, smaller, weights] = [0, 1, 2, 3, 4].map(column);
        const [plain, cut, value, slope, weight, kind] = module.ask('clipped_step', [r, a, e]);
        const flat = a === 0 ? [0, 2] : a > 0 ? [1 + e, 2] : [0, 1 - e];
        const ends = a > 0 ? [0, 2] : a < 0 ? [-2, 0] : [-2, 2];
        const move = (to) => change({ ratio: Math.round(100 * to) / 100 });
        const says = `ρ = ${number(r)}, objective ${number(value)}, slope ${number(slope)}`;
        // Which way the step pushes its ratio, and how hard.
        const arrow = { kind: 'arrow', from: [r, value], to: [r + 0.35 * weight, value], color: 'vermilion', width: 2.5 };
        for (const plot of [objective, pull]) if (plot.clipRange !== e) { plot.clipRange = e; plot.set({ x: ratioAxis() }); }
        objective.draw([
          { kind: 'rect', x: flat, y: ends, color: 'reference' },
          { kind: 'rule', y: 0, dash: false },
          { kind: 'line', x, y: unclipped, color: 'surrogate', label: 'ρA', labelAt: a > 0 ? 0.86 : 0.3, dy: a > 0 ? -8 : 18 },
          { kind: 'line', x, y: clipped, color: 'clipAlone', label: 'clip(ρ)A', labelAt: a > 0 ? 0.16 : 0.94, dy: a > 0 ? -8 : -8 },
          { kind: 'line', x, y: smaller, color: 'ppo', width: 3, label: 'the smaller', labelAt: a > 0 ? 0.98 : 0.22, dy: 18 },
          arrow,
          { kind: 'handle', at: [r, value], color: 'vermilion', label: 'ratio', says, axis: 'x', step: 0.01, anywhere: true, move },
        ]);
        pull.draw([
          { kind: 'rect', x: flat, y: ends, color: 'reference' },
          { kind: 'rule', y: 0, dash: false },
          { kind: 'line', x, y: weights, color: 'ppo', width: 3 },
          { kind: 'line', x: [r, r], y: [0, weight], color: 'vermilion', width: 1.5, dash: false },
          { kind: 'dots', x: [r], y: [weight], color: 'vermilion', size: 6, hollow: weight === 0 },
        ]);
        const known = sixCases[kind - 1];
        cases.value = a === 0 ? '' : String(kind);
        const region = r < 1 - e ? `below 1 − ε = ${number(1 - e)}` : r > 1 + e ? `above 1 + ε = ${number(1 + e)}` : `inside the range, ${number(1 - e)} to ${number(1 + e)}`;
        const least = plain <= cut ? `ρA = ${number(plain)}` : `(1 ${known[0] > 1 ? '+' : '−'} ε)A = ${number(cut)}`;
        frame.say(a === 0
          ? 'With A = 0 the step pulls nowhere, whatever its ratio.'
          : `Case ${kind}: ρ = ${number(r)} is ${region}, and A is ${a > 0 ? 'positive' : 'negative'}. The smaller is ${least}. `
            + `Its slope is ${number(slope)}, the pull ${number(weight)}: ${verdicts[kind - 1]}.`);
      }
      draw();
    },
  };

  // MARK: A whole batch

  const marks = [
    ...Array.from({ length: 21 }, (_, i) => i), 25, 30, 35, 40, 50, 60, 70, 80, 100, 120, 140, 160, 200, 240, 280, 320, 400, 480,
    560, 640, 800, 960, 1120, 1280,
  ];
  const slopes = [['min', 'the min'], ['clip', 'clip alone'], ['none', 'no clip']];

  widgets['clip-batch'] = {
    needsModule: true,
    async build(place) {
      const address = Live.address('clip-batch', { steps: [20, 0, 1280], clip: [0.2, 0.05, 0.5], slope: slopes.map(([key]) => key) });
      const state = address.values;
      const worker = await Live.worker(() => {}, 'figures');
      const ask = (name, numbers = []) => worker.ask({ name, numbers });
      const advantages = await ask('clipped_batch');
      const top = 1.05 * Math.max(...advantages.map(Math.abs));
      const frame = Live.frame(place, {
        name: 'clip-batch',
        question: 'One batch, many gradient steps. How far past the clip range does the largest ratio go, and what without the min?',
      });
      const names = () => [[0.25, '¼'], [0.5, '½'], [1 - state.clip, '1−ε'], [1 + state.clip, '1+ε'], [2, '2'], [4, '4']];
      const cloud = Live.plot(frame.plots, {
        label: 'The transitions of the batch: across the ratio, upwards the advantage',
        x: { title: 'ratio ρ (logarithmic)', from: 0.22, to: 4.5, log: true, ticks: names() },
        y: { title: 'advantage Â', from: -top, to: top, ticks: [-3, -2, -1, 0, 1, 2, 3] }, aspect: 0.72,
      });
      const path = Live.plot(frame.plots, {
        label: 'The smallest and the largest ratio, and the middle nine tenths, against the gradient steps',
        x: { title: 'gradient steps + 1 (logarithmic)', from: 1, to: 1300, log: true },
        y: { title: 'ratio ρ: extremes, and 5% to 95%', from: 0.1, to: 10, log: true, ticks: [] }, aspect: 0.72,
      });
      const change = (changes) => {
        Object.assign(state, changes);
        address.set(changes);
        show();
      };
      const steps = Live.slider(frame.controls, {
        label: 'steps', values: marks, value: state.steps, digits: 0, change: (value) => change({ steps: value }) });
      const clip = Live.slider(frame.controls, {
        label: 'clip range ε', from: 0.05, to: 0.5, step: 0.05, value: state.clip, change: (value) => change({ clip: value }) });
      const buttons = Live.row(frame.controls);
      const by = (offset) => {
        const next = marks[Math.min(Math.max(marks.indexOf(steps.value) + offset, 0), marks.length - 1)];
        change({ steps: next });
        return next;
      };
      Live.button(buttons, '◂ Back', () => { stop(); by(-1); });
      Live.button(buttons, 'On ▸', () => { stop(); by(1); });
      const play = Live.button(buttons, 'Play', () => (playing ? stop() : start()));
      Live.choice(frame.controls, {
        label: 'climb', options: slopes, value: state.slope, change: (value) => change({ slope: value }) });

      let playing;
      function stop() {
        clearTimeout(playing);
        playing = undefined;
        play.textContent = 'Play';
      }
      function start() {
        play.textContent = 'Pause';
        if (steps.value === marks.at(-1)) change({ steps: 0 });
        const on = () => {
          playing = setTimeout(async () => {
            const next = by(1);
            await shown;
            if (next === marks.at(-1)) stop();
            else if (playing) on();
          }, Live.isCalm() ? 1200 : 320);
        };
        on();
      }

      let begun = '';
      let wanted = 0;
      let shown = Promise.resolve();
      /// Asks for the state that is wanted now; what is no longer wanted is dropped on the way.
      function show() {
        steps.value = state.steps;
        state.steps = steps.value;
        clip.value = state.clip;
        const mine = (wanted += 1);
        shown = shown.then(async () => {
          if (mine !== wanted) return;
          const { clip: range, slope } = state;
          if (begun !== `${range} ${slope}`) {
            begun = `${range} ${slope}`;
            await worker.call({ name: 'clipped_batch_begin', numbers: [range, slopes.findIndex(([key]) => key === slope)] });
          }
          let look;
          do {
            look = await ask('clipped_batch_look', [state.steps, 40]);
            draw(look, await ask('clipped_batch_extremes'));
          } while (mine === wanted && look[0] < state.steps);
        });
      }

      function draw(look, extremes) {
        const [step, flatShare, outside, smallest, largest, divergence] = look;
        const count = advantages.length;
        const ratios = look.subarray(6, 6 + count);
        const isFlat = look.subarray(6 + count);
        const { clip: e, slope } = state;
        const chosen = (flag) => {
          const places = Array.from(advantages.keys()).filter((t) => isFlat[t] === flag);
          return { x: places.map((t) => ratios[t]), y: places.map((t) => advantages[t]) };
        };
        if (cloud.clipRange !== e) {
          cloud.clipRange = e;
          cloud.set({ x: { ...cloud.options.x, ticks: names() } });
          path.set({ y: { ...path.options.y, ticks: [[0.1, '0.1'], [1 - e, '1−ε'], [1 + e, '1+ε'], [3, '3'], [10, '10']] } });
        }
        const dead = slope === 'none' ? [] : [
          { kind: 'rect', x: [1 + e, 4.5], y: slope === 'clip' ? [-top, top] : [0, top], color: 'reference' },
          { kind: 'rect', x: [0.22, 1 - e], y: slope === 'clip' ? [-top, top] : [-top, 0], color: 'reference' },
        ];
        const color = { min: 'ppo', clip: 'clipAlone', none: 'surrogate' }[slope];
        cloud.draw([
          ...dead,
          { kind: 'rule', x: 1, dash: false },
          { kind: 'rule', y: 0, dash: false },
          { kind: 'dots', ...chosen(0), color, size: 2, opacity: 0.65 },
          { kind: 'dots', ...chosen(1), color: 'vermilion', size: 2.4 },
          { kind: 'text', at: [4.4, top], text: 'Â > 0, likelier', color: 'gray', align: 'end', dy: 14 },
          { kind: 'text', at: [0.23, -top], text: 'Â < 0, rarer', color: 'gray', align: 'start', dy: -6 },
        ]);
        const rows = extremes.length / 4;
        const at = Array.from({ length: rows }, (_, i) => i + 1);
        const column = (index) => Array.from({ length: rows }, (_, i) => extremes[4 * i + index]);
        path.draw([
          { kind: 'rect', x: [1, 1300], y: [1 - e, 1 + e], color: 'reference' },
          { kind: 'area', x: at, low: column(1), high: column(2), color },
          { kind: 'line', x: at, y: column(3), color, dash: false },
          { kind: 'line', x: at, y: column(0), color, dash: false },
          { kind: 'rule', x: step + 1, color: 'vermilion' },
          { kind: 'dots', x: [step + 1, step + 1], y: [largest, smallest], color: 'vermilion', size: 5 },
          { kind: 'text', at: [1.1, 10], text: 'largest', color, align: 'start', dy: 16 },
          { kind: 'text', at: [1.1, 0.1], text: 'smallest', color, align: 'start', dy: -6 },
        ]);
        frame.say(
          `After ${Live.number(step)} gradient ${step === 1 ? 'step' : 'steps'} the ratios run from ${number(smallest, 3)} to `
          + `${number(largest, largest < 10 ? 3 : 1)}; the range ends at ${number(1 - e)} and ${number(1 + e)}. `
          + `${number(100 * outside, 1)}% of the ${Live.number(count)} transitions are outside, ${number(100 * flatShare, 1)}% have no `
          + `gradient (red). The mean KL is ${number(divergence, 4)}.`);
      }
      show();
      await shown;
    },
  };
})();
