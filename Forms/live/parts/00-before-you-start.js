// Chapter 0. `balance`: balance the pole yourself, then watch an agent that has learned nothing, and train one.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const number = (value, digits) => Live.number(value, digits);
  /// Environment steps after which the trained agent is looked at: it stands by then, and one waits seconds.
  const practice = 150_000;

  (Live.widgets ??= {}).balance = {
    needsModule: true,
    trains: true,
    build(place, module) {
      const frame = Live.frame(place, {
        name: 'balance', question: 'How long can you keep the pole up? Then let an agent try that has learned nothing, and one that has.' });
      const address = Live.address('balance', { seed: [7, 0, 999_999], speed: [0.25, 0.1, 1] });
      const world = Live.worlds[0];
      let player = Live.player(module, world, address.values.seed);
      const picture = Live.polePicture(frame.plots, 'A cart on a track with a pole on it');
      picture.svg.classList.add('live-stage');

      let who = 'you';                       // you, untrained, trained
      let held = null;                       // 0 left, 1 right, null where nothing is held
      let turn = 0;
      let latest = { steps: 0, ended: 0 };
      let action;
      let best = 0;
      let trained = null;

      function step() {
        if (latest.ended) {
          clock.isOn = false;
          return;
        }
        // The cart is pushed at every step. Where the reader pushes neither way, left and right take turns.
        turn = 1 - turn;
        latest = player.step(who === 'you' ? held ?? turn : NaN);
        action = who === 'you' && held === null ? undefined : latest.action;
        if (who === 'you') best = Math.max(best, latest.steps);
        if (latest.ended) clock.isOn = false;
      }
      function draw() {
        picture.show(player.state(), action);
        if (latest.ended || !clock.isOn) say();
        go.textContent = clock.isOn ? 'Pause' : latest.ended ? 'Again' : latest.steps > 0 ? 'Go on' : 'Begin';
      }
      const seconds = (steps) => `${number(steps * 0.02, 1)} s`;
      function say() {
        const { steps, ended } = latest;
        const actor = { you: 'You', untrained: 'The untrained agent', trained: 'The trained agent' }[who];
        if (steps === 0) {
          frame.say(who === 'you'
            ? 'Press Begin, then hold the left or the right arrow key, or one of the two buttons, to push the cart. Where you push neither way, left and right take turns.'
            : `${actor} is ready.`);
        } else if (ended) {
          frame.say(`${actor} kept it up for ${number(steps)} steps, ${seconds(steps)} of the cart’s time`
            + `${ended === 2 ? ', to the end: an episode has 500' : ''}.${who === 'you' && best > steps ? ` Your best is ${number(best)}.` : ''}`);
        } else {
          frame.say(`${actor}: ${number(steps)} steps so far.`);
        }
      }
      const clock = Live.clock(picture.svg, { perSecond: 50 * address.values.speed, step, draw });

      function begin() {
        player.reset();
        [latest, action, held] = [{ steps: 0, ended: 0 }, undefined, null];
      }
      function press() {
        if (latest.ended) begin();
        clock.isOn = !clock.isOn;
        draw();
      }

      const row = Live.row(frame.controls);
      const go = Live.button(row, 'Begin', press);
      for (const [text, direction] of [['← push left', 0], ['push right →', 1]]) {
        const button = Live.button(row, text, () => {});
        const hold = (event) => { event.preventDefault(); held = direction; };
        const release = () => { if (held === direction) held = null; };
        button.addEventListener('pointerdown', hold);
        for (const end of ['pointerup', 'pointercancel', 'pointerleave', 'blur']) button.addEventListener(end, release);
        button.addEventListener('keydown', (event) => { if (event.key === ' ' || event.key === 'Enter') hold(event); });
        button.addEventListener('keyup', release);
        button.classList.add('live-push-button');
      }
      // The arrow keys push wherever the focus is in this widget, but where they move something else.
      frame.section.addEventListener('keydown', (event) => {
        const direction = { ArrowLeft: 0, ArrowRight: 1 }[event.key];
        if (direction === undefined || event.target.matches('input')) return;
        event.preventDefault();
        held = direction;
      });
      frame.section.addEventListener('keyup', (event) => {
        if (held === { ArrowLeft: 0, ArrowRight: 1 }[event.key]) held = null;
      });

      const options = [['you', 'you'], ['untrained', 'untrained agent'], ['trained', 'trained agent']];
      const choice = Live.choice(frame.controls, { label: 'who acts', options, value: who, change: choose });
      async function choose(next) {
        who = next;
        clock.isOn = false;
        player = Live.player(module, world, address.values.seed);
        begin();
        draw();
        if (who === 'you') return;
        try {
          if (who === 'trained') player.setAgent(trained ??= await train());
        } catch (error) {
          frame.say(`The training stopped: ${error.message}`);
          return;
        }
        if (who !== next) return;
        say();
        if (!Live.isCalm()) press();
      }

      /// Trains in a worker, and says how far it is.
      async function train() {
        const { settings, steps } = Live.defaultSettings(module, world);
        let agent;
        let done;
        const finished = new Promise((resolve) => { done = resolve; });
        const worker = await Live.worker(({ reports = [], agent: newer }) => {
          agent = newer ?? agent;
          const last = reports.at(-1);
          if (!last) return;
          if (who === 'trained') frame.say(`An agent practises first: ${number(last.steps)} of ${number(practice)} steps.`);
          if (last.steps >= practice) done();
        });
        await worker.start({ key: 0, world: world.number, steps, seed: address.values.seed, settings });
        await worker.run({ key: 0, pauseAt: practice });
        await finished;
        agent = (await worker.pause({ key: 0 })).agent;
        worker.stop();
        return agent;
      }

      Live.slider(frame.controls, {
        label: 'speed', values: [0.1, 0.25, 0.5, 1], digits: 2, value: address.values.speed,
        change: (value) => {
          address.set({ speed: value });
          clock.perSecond = 50 * value;
        } });
      draw();
      say();
    },
  };
})();
