// A training in the page, alone or two side by side: what chapters 7, 8 and 9 have in common.
//
//   Live.trainer(place, module, {
//     name: 'ppo-cartpole', question: '…', worlds: [Live.worlds[0]],
//     picture: (parent, player) => ({ svg, show(state, action, values) }),   // what is seen of the world
//     perSecond: 50,                         // steps of the world a second in the picture
//     returns: { from: 0, to: 500, good: 475 },
//   });

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const number = (value, digits) => Live.number(value, digits);
  const colors = ['blue', 'orange'];
  const names = ['first', 'second'];

  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  }

  /// What the reader sets: the option's name, its name in the address, and the values of the slider.
  const knobs = [
    { option: 'clip-range', key: 'clip', label: 'clip range ε', values: [0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 10], digits: 2 },
    { option: 'learning-rate', key: 'rate', label: 'learning rate', digits: 5,
      values: [0.00001, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.03] },
    { option: 'epochs', key: 'epochs', label: 'epochs', values: [1, 2, 4, 10, 20], digits: 0 },
    { option: 'entropy-coefficient', key: 'entropy', label: 'entropy bonus', values: [0, 0.001, 0.002, 0.01, 0.02, 0.05, 0.2], digits: 3 },
  ];

  /// The mean of the latest returns, 100 at most, after each iteration in which an episode ended.
  class Curve {
    constructor() { [this.latest, this.steps, this.means] = [[], [], []]; }
    add({ episodes, steps }) {
      if (episodes.length === 0) return;
      for (const episode of episodes) this.latest.push(episode.return);
      if (this.latest.length > 100) this.latest.splice(0, this.latest.length - 100);
      this.steps.push(steps);
      this.means.push(this.latest.reduce((sum, value) => sum + value, 0) / this.latest.length);
    }
    get last() { return this.means.at(-1); }
  }

  /// One of the runs: its settings, and what it has told so far.
  class Run {
    constructor(index) {
      this.index = index;
      this.clear();
    }
    clear() {
      this.curve = new Curve();
      this.rows = [];
      Object.assign(this, { seconds: 0, hash: null, evaluation: null, agent: null, fault: null, changes: [], isFinished: false });
    }
    hear({ reports = [], seconds, hash, evaluation, agent, fault, isFinished }) {
      for (const report of reports) {
        this.curve.add(report);
        const { episodes, ...row } = report;
        this.rows.push(row);
      }
      if (seconds !== undefined) this.seconds = seconds;
      if (agent) this.agent = agent;
      if (fault) this.fault = fault;
      if (hash) Object.assign(this, { hash, evaluation, isFinished });
    }
    get last() { return this.rows.at(-1); }
    get speed() { return this.last ? this.last.steps / this.seconds : NaN; }
  }

  /// Some hundred points of a curve are as many as can be seen.
  function thinned(values, most = 300) {
    const step = Math.max(1, Math.ceil(values.length / most));
    return step === 1 ? values : values.filter((_, i) => i % step === 0 || i === values.length - 1);
  }

  Live.trainer = async (place, module, options) => {
    const { name, question, worlds, returns } = options;
    const frame = Live.frame(place, { name, question });
    const digits = returns.to > 1 || returns.from < -1 ? 1 : 3;
    const usual = (world) => Live.defaultSettings(module, world);

    // MARK: What is set, and the address

    const first = { world: worlds.map(({ id }) => id), seed: [7, 0, 999_999], runs: ['one', 'two'] };
    // −1 stands for the world's own: an address names only what differs from it.
    for (const { key, values } of knobs) Object.assign(first, { [key]: [-1, -1, values.at(-1)], [`${key}2`]: [-1, -1, values.at(-1)] });
    const address = Live.address(name, first);
    const chosen = address.values;
    let world = worlds.find(({ id }) => id === chosen.world) ?? worlds[0];
    chosen.seed = Math.round(chosen.seed);
    let state = 'new';                       // new, running, paused, finished
    const runs = [new Run(0), new Run(1)];
    const shown = () => (chosen.runs === 'two' ? runs : runs.slice(0, 1));
    const keyOf = (knob, index) => knob.key + (index === 0 ? '' : '2');
    const valueOf = (knob, index) => {
      const value = chosen[keyOf(knob, index)];
      return value >= 0 ? value : usual(world).settings[Live.settingNames.indexOf(knob.option)];
    };
    const settingsOf = (index) => Live.changedSettings(
      usual(world).settings, Object.fromEntries(knobs.map((knob) => [knob.option, valueOf(knob, index)])));
    const plan = (index) => ({ settings: settingsOf(index), steps: usual(world).steps, seed: chosen.seed });

    // MARK: Plots

    const steps = () => ({ title: 'environment steps', from: 0, to: usual(world).steps });
    /// In small plots only the ends have room.
    const shortSteps = () => ({ ...steps(), title: '', ticks: [[0, '0'], [steps().to, `${number(steps().to / 1000)}k`]] });
    const learning = Live.plot(frame.plots, {
      label: 'Mean return of the latest 100 episodes against steps', x: steps(),
      y: { title: 'mean return of the latest 100 episodes', from: returns.from, to: returns.to }, aspect: 0.55 });
    const view = element('div', { class: 'live-view' });
    frame.plots.append(view);
    const small = element('div', { class: 'live-plots live-small' });
    frame.plots.after(small);
    const metrics = [
      { key: 'approximateKL', title: 'approximate KL, nats', from: 1e-5, to: 1, log: true },
      { key: 'clipFraction', title: 'share outside the clip range', from: 0, to: 1 },
      worlds[0].isGaussian ? { key: 'standardDeviation', title: 'σ of the torque', from: 0, to: 1.5 }
        : { key: 'entropy', title: 'entropy, nats', from: 0, to: 1.05 * Math.log(worlds[0].outputs) },
      { key: 'explainedVariance', title: 'explained variance', from: -1, to: 1 },
    ].map((metric) => ({
      ...metric,
      plot: Live.plot(small, {
        label: `${metric.title} against steps`, x: shortSteps(), aspect: 0.42,
        y: { title: metric.title, from: metric.from, to: metric.to, log: metric.log } }),
    }));

    /// A finite number inside the axis.
    const held = (value, { from, to }) => (Number.isFinite(value) ? Math.min(Math.max(value, from), to) : NaN);

    function draw() {
      const marks = [];
      if (returns.good !== undefined) marks.push({ kind: 'rule', y: returns.good, label: `solved: ${number(returns.good)}`, align: 'start' });
      for (const { index, curve } of shown()) {
        const label = shown().length > 1 ? names[index] : undefined;
        marks.push({ kind: 'line', x: thinned(curve.steps), y: thinned(curve.means), color: colors[index], label, width: 2.5, dy: index === 0 ? -8 : 18 });
      }
      learning.draw(marks);
      for (const metric of metrics) {
        metric.plot.draw(shown().map(({ index, rows }) => {
          const some = thinned(rows);
          return { kind: 'line', x: some.map((row) => row.steps), y: some.map((row) => held(row[metric.key], metric)),
            color: colors[index], width: 1.5 };
        }));
      }
    }

    // MARK: The picture

    let player;
    let picture;
    let watched = 0;
    let latest = { sum: 0, steps: 0 };
    let values;
    let action;
    function makePlayer() {
      player = Live.player(module, world, chosen.seed);
      view.replaceChildren();
      picture = options.picture(view, player, world, { stand });
      view.append(watch, policyText);
      showPicture();
    }
    const watch = element('div', { class: 'live-row' });
    const policyText = element('p', { class: 'live-policy' });
    const play = Live.button(watch, 'Watch', () => { clock.isOn = !clock.isOn; label(); });
    Live.button(watch, 'One step', () => { clock.isOn = false; step(); showPicture(); label(); });
    Live.button(watch, 'New episode', () => { begin(); showPicture(); });
    const whose = element('div', {});
    watch.append(whose);
    const watching = Live.choice(whose, {
      label: 'agent of', value: '0', options: names.map((each, index) => [String(index), each]),
      change: (index) => {
        watched = Number(index);
        if (runs[watched].agent) player.setAgent(runs[watched].agent);
        look();
        showPicture();
      } });
    const label = () => { play.textContent = clock.isOn ? 'Stop watching' : 'Watch'; };
    function begin() {
      player.reset();
      [latest, action] = [{ sum: 0, steps: 0, ended: 0 }, undefined];
    }
    function step() {
      if (latest.ended) return begin();
      latest = player.step(NaN);
      action = latest.action;
    }
    function stand(x, y) {
      clock.isOn = false;
      label();
      const [, , ax, ay, heading] = player.state();
      // Pressed again, the agent there turns.
      const turned = x === ax && y === ay ? (heading + 1) % 4 : heading;
      if (player.stand(x, y, turned)) action = undefined;
      showPicture();
    }
    /// The values of all cells, looking as the agent looks.
    function look() {
      if (!world.isGrid) return;
      const [columns, rows, x, y, heading] = player.state();
      values = Array.from({ length: columns * rows }, (_, i) => (
        player.stand(i % columns, Math.floor(i / columns), heading) ? player.policy().value : NaN));
      player.stand(x, y, heading);
    }
    function showPicture() {
      picture.show(player.state(), action, values);
      policyText.textContent = options.says(player, latest, world);
    }
    const clock = Live.clock(view, { perSecond: options.perSecond, step, draw: showPicture });

    // MARK: The worker

    let worker = null;
    let isDrawn = true;
    function drawSoon() {
      if (!isDrawn) return;
      isDrawn = false;
      requestAnimationFrame(() => { isDrawn = true; draw(); tell(); });
    }
    function heard(message) {
      const run = runs[message.training];
      run.hear(message);
      if (message.agent && message.training === watched) {
        player.setAgent(message.agent);
        look();
        if (!clock.isOn) showPicture();
      }
      if (shown().every(({ isFinished, fault }) => isFinished || fault)) setState('finished');
      drawSoon();
    }

    async function start() {
      worker ??= await Live.worker(heard);
      for (const run of shown()) {
        run.clear();
        run.plan = plan(run.index);
        await worker.start({ key: run.index, world: world.number, ...run.plan });
      }
      if (chosen.runs !== 'two') await worker.end({ key: 1 });
      if (!Live.isCalm()) { clock.isOn = true; label(); }
    }
    async function press() {
      button.disabled = true;
      try {
        if (state === 'running') {
          setState('paused');
          for (const run of shown()) {
            const { agent, hash } = await worker.pause({ key: run.index });
            Object.assign(run, { agent, pausedHash: hash });
          }
        } else {
          if (state !== 'paused') await start();
          setState('running');
          for (const run of shown()) await worker.run({ key: run.index });
        }
      } catch (error) {
        frame.say(`The training stopped: ${error.message}`);
      }
      button.disabled = false;
      draw();
      tell();
    }
    async function startOver() {
      if (worker) for (const run of runs) await worker.end({ key: run.index });
      for (const run of runs) run.clear();
      setState('new');
      values = undefined;
      makePlayer();
      for (const plot of [learning, ...metrics.map(({ plot }) => plot)]) {
        plot.set({ x: plot === learning ? steps() : shortSteps() });
      }
      draw();
      tell();
    }

    /// A slider was moved: a training that waits begins with it, one that goes on goes on with it.
    async function changed(knob, index, value) {
      address.set({ [keyOf(knob, index)]: value });
      const run = runs[index];
      if (state === 'running' || state === 'paused') {
        try {
          await worker.change({ key: index, settings: settingsOf(index) });
          run.changes.push(`${knob.label} ${number(value, knob.digits)} after step ${number(run.last?.steps ?? 0)}`);
        } catch {
          // The module has stopped in the middle of it and is of no use any more.
          worker.stop();
          worker = null;
          await startOver();
        }
      } else if (state === 'finished') {
        await startOver();
      }
      tell();
    }

    // MARK: Controls

    const row = Live.row(frame.controls);
    const choices = Live.row(frame.controls);
    const button = Live.button(row, 'Train', press);
    Live.button(row, 'Start over', startOver);
    const seed = element('input', { type: 'number', min: 0, step: 1, value: chosen.seed, class: 'live-seed', inputmode: 'numeric' });
    row.append(element('label', { class: 'live-labelled' }, 'seed ', seed));
    seed.addEventListener('change', () => {
      const value = Math.max(0, Math.min(999_999, Math.round(seed.valueAsNumber || 0)));
      seed.value = value;
      address.set({ seed: value });
      startOver();
    });
    if (worlds.length > 1) {
      Live.choice(choices, {
        label: 'world', value: world.id, options: worlds.map(({ id }) => [id, id.replace(/^MiniGrid-|-v0$/g, '')]),
        change: (id) => { world = worlds.find((other) => other.id === id); address.set({ world: id }); setSliders(); startOver(); } });
    }
    Live.choice(choices, {
      label: 'runs', value: chosen.runs, options: [['one', 'one'], ['two', 'two, same seed']],
      change: (value) => { address.set({ runs: value }); showSliders(); startOver(); } });
    const sliders = [];
    const groups = runs.map(({ index }) => {
      const group = element('fieldset', { class: `live-run live-run-${colors[index]}` }, element('legend', {}, `the ${names[index]} run`));
      for (const knob of knobs) {
        sliders.push({ knob, index, slider: Live.slider(group, {
          label: knob.label, values: knob.values, digits: knob.digits, value: valueOf(knob, index),
          change: (value) => changed(knob, index, value) }) });
      }
      frame.controls.append(group);
      return group;
    });
    const setSliders = () => { for (const { knob, index, slider } of sliders) slider.value = valueOf(knob, index); };
    const showSliders = () => {
      groups[1].hidden = chosen.runs !== 'two';
      groups[0].querySelector('legend').textContent = chosen.runs === 'two' ? 'the first run' : 'settings';
      whose.hidden = chosen.runs !== 'two';
      if (chosen.runs !== 'two') [watched, watching.value] = [0, '0'];
    };
    showSliders();

    // MARK: The same numbers

    const numbers = element('div', { class: 'live-numbers' });
    frame.section.append(numbers);
    const results = runs.map(({ index }) => {
      const command = element('code', {});
      const hash = element('p', { class: 'live-hash' });
      const save = element('button', { type: 'button', class: 'live-button' }, 'Save the agent');
      save.addEventListener('click', () => {
        const run = runs[index];
        Live.saveFile(`${world.id}-seed-${chosen.seed}.safetensors`, Live.agentFile(world, run.agent, { seed: chosen.seed, steps: run.last.steps }));
      });
      const box = element('pre', { tabindex: 0, role: 'region', 'aria-label': `the command for the ${names[index]} run` }, command);
      const block = element('div', { class: 'live-result' }, box, hash, save);
      numbers.append(block);
      return { block, command, hash, save };
    });
    const file = element('input', { type: 'file', accept: '.safetensors' });
    numbers.append(element('label', { class: 'live-labelled live-file' }, 'Watch an agent from a file (or drop it here): ', file));
    const engine = element('p', { class: 'live-engine' }, `Computed here, by ${Live.engine().text}.`);
    numbers.append(engine);

    async function open(chosenFile) {
      try {
        const saved = Live.readAgent(await chosenFile.arrayBuffer());
        if (!worlds.includes(saved.world)) throw new Error(`this agent was trained for ${saved.world.id}`);
        if (saved.world !== world) {
          world = saved.world;
          address.set({ world: world.id });
          setSliders();
        }
        await startOver();
        player.setAgent(saved.agent, saved.isReLU);
        look();
        clock.isOn = !Live.isCalm();
        label();
        showPicture();
        frame.say(`${chosenFile.name}: an agent for ${world.id}${saved.steps ? ` after ${number(Number(saved.steps))} steps` : ''}. Watch it.`);
      } catch (error) {
        frame.say(`${chosenFile.name}: ${error.message}.`);
      }
    }
    file.addEventListener('change', () => { if (file.files[0]) open(file.files[0]); });
    frame.section.addEventListener('dragover', (event) => event.preventDefault());
    frame.section.addEventListener('drop', (event) => {
      event.preventDefault();
      if (event.dataTransfer.files[0]) open(event.dataTransfer.files[0]);
    });

    // MARK: What is said

    function setState(next) {
      state = next;
      button.textContent = { new: 'Train', running: 'Pause', paused: 'Go on', finished: 'Train again' }[state];
    }
    function tellRun(run) {
      const { last } = run;
      if (run.fault) return `${run.fault}: the training has ended, and its weights are those before that step.`;
      if (!last) return 'not begun.';
      const mean = run.curve.last === undefined ? 'no episode has ended yet' : `mean return of the latest 100 episodes ${number(run.curve.last, digits)}`;
      return `${number(last.steps)} of ${number(last.totalSteps)} steps: ${mean}; KL ${number(Number(last.approximateKL.toPrecision(2)))}, `
        + `${number(100 * last.clipFraction, 0)}% clipped, entropy ${number(last.entropy, 2)}, explained variance `
        + `${number(last.explainedVariance, 2)}; ${number(Math.round(run.speed))} steps a second.`
        + (run.isFinished ? ` The agent that came of it, playing 100 episodes: ${number(run.evaluation, digits)}.` : '');
    }
    function tell() {
      frame.say(state === 'new' ? options.hint
        : shown().map((run) => (shown().length > 1 ? `The ${names[run.index]} run, ${tellRun(run)}` : tellRun(run))).join(' '));
      for (const run of runs) {
        const { block, command, hash, save } = results[run.index];
        block.hidden = !shown().includes(run);
        command.textContent = `${Live.command(module, world, run.plan && state !== 'new' ? run.plan : plan(run.index))} --json`;
        save.hidden = !run.agent || state === 'running';
        hash.textContent = run.changes.length > 0
          ? `No single command does this: ${run.changes.join('; ')}.${run.isFinished ? ` Its weights have the hash ${run.hash}.` : ''}`
          : run.isFinished ? `The same numbers there and here: the actor’s weights have the hash ${run.hash}.`
            : 'The command trains the same agent in a terminal; its hash stands here when the training is done.';
      }
    }

    makePlayer();
    draw();
    tell();
  };
})();
