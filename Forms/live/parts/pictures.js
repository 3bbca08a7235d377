// Worlds as pictures: a cart with its pole, a rod on its hinge, a grid. And a player: a world in the page's
// module, in which the reader or an agent acts.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const namespace = 'http://www.w3.org/2000/svg';

  function drawing(parent, box, label) {
    const svg = document.createElementNS(namespace, 'svg');
    svg.setAttribute('viewBox', box.join(' '));
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', label);
    svg.classList.add('live-picture');
    parent.append(svg);
    const add = (name, attributes, into = svg) => {
      const node = document.createElementNS(namespace, name);
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
      into.append(node);
      return node;
    };
    return { svg, add };
  }

  // MARK: A player

  /// A world at its start. `choice` is an action, NaN for a draw from the policy, Infinity for its most
  /// probable action.
  Live.player = (module, world, seed) => {
    const number = module.call('start_player', [world.number, seed]);
    return {
      world,
      setAgent({ sizes, actor, critic, free }, isReLU = false) {
        module.call('set_player_agent', [number, sizes.length, isReLU ? 1 : 0], [...sizes, ...actor, ...critic, ...free]);
      },
      reset: () => module.call('reset_player', [number]),
      step(choice) {
        const [reward, sum, steps, ended, action] = module.ask('step_player', [number, choice]);
        return { reward, sum, steps, ended, action };
      },
      state: () => module.ask('player_state', [number]),
      policy() {
        const [value, ...rest] = module.ask('player_policy', [number]);
        return { value, rest };
      },
      stand: (x, y, heading) => module.call('stand_player', [number, x, y, heading]) === 1,
    };
  };

  /// Calls `step` some times a second while the element can be seen, and at most once a frame for `draw`.
  Live.clock = (element, { perSecond, step, draw }) => {
    let [isOn, isSeen, frame, last, rate] = [false, false, 0, 0, perSecond];
    const tick = (now) => {
      frame = requestAnimationFrame(tick);
      // After a pause, such as of a hidden tab, it does not catch up.
      if (now - last > 250) last = now;
      let stepped = false;
      while (now - last >= 1000 / rate) {
        last += 1000 / rate;
        stepped = true;
        step();
      }
      if (stepped) draw();
    };
    const update = () => {
      cancelAnimationFrame(frame);
      if (isOn && isSeen) frame = requestAnimationFrame(tick);
    };
    new IntersectionObserver(([{ isIntersecting }]) => {
      isSeen = isIntersecting;
      update();
    }).observe(element);
    return {
      get isOn() { return isOn; },
      set isOn(value) { isOn = value; update(); },
      set perSecond(value) { rate = value; },
    };
  };

  // MARK: CartPole

  Live.polePicture = (parent, label) => {
    const { svg, add } = drawing(parent, [-2.9, -1.5, 5.8, 2.1], label);
    add('path', { d: 'M-2.4 .26H2.4', class: 'live-track' });
    for (const x of [-2.4, 2.4]) add('path', { d: `M${x} .1V.42`, class: 'live-track' });
    const cart = add('g', {});
    add('rect', { x: -0.3, y: -0.02, width: 0.6, height: 0.26, rx: 0.05, class: 'live-cart' }, cart);
    const pole = add('path', { d: 'M0 .06V-.96', class: 'live-pole' }, cart);
    const push = add('path', { class: 'live-push' }, cart);
    return {
      svg,
      /// A push is drawn as an arrow on the side from which it comes.
      show([position, , angle], action) {
        cart.setAttribute('transform', `translate(${position} 0)`);
        pole.setAttribute('transform', `rotate(${(angle * 180) / Math.PI} 0 .06)`);
        push.setAttribute('d', action === undefined ? '' : action === 1
          ? 'M-.75 .11H-.38M-.5 .02L-.38 .11L-.5 .2' : 'M.75 .11H.38M.5 .02L.38 .11L.5 .2');
      },
    };
  };

  // MARK: Pendulum

  Live.rodPicture = (parent, label) => {
    const { svg, add } = drawing(parent, [-1.6, -1.25, 3.2, 2.5], label);
    add('circle', { r: 1.05, class: 'live-orbit' });
    const rod = add('path', { d: 'M0 0V-1', class: 'live-pole' });
    add('circle', { r: 0.07, class: 'live-hinge' });
    const torque = add('path', { class: 'live-push' });
    return {
      svg,
      /// The angle counts from upright, anticlockwise; the torque is drawn as an arc about the hinge.
      show([angle], action) {
        rod.setAttribute('transform', `rotate(${(-angle * 180) / Math.PI})`);
        const turn = Math.max(-2, Math.min(2, action ?? 0)) * 0.75;
        const at = (a) => `${(0.3 * Math.cos(a)).toFixed(3)} ${(-0.3 * Math.sin(a)).toFixed(3)}`;
        torque.setAttribute('d', Math.abs(turn) < 0.03 ? ''
          : `M${at(Math.PI / 2 - turn / 2)}A.3 .3 0 0 ${turn > 0 ? 0 : 1} ${at(Math.PI / 2 + turn / 2)}`);
      },
    };
  };

  // MARK: MiniGrid

  const kinds = ['unseen', 'empty', 'wall', 'floor', 'door', 'key', 'ball', 'box', 'goal', 'lava'];
  const colors = ['vermilion', 'green', 'blue', 'purple', 'yellow', 'gray'];
  const doors = ['open', 'closed', 'locked'];
  const glyphs = {
    goal: (color) => `<rect x="1" y="1" width="22" height="22" style="fill:var(--live-${color});fill-opacity:.75"/>`,
    lava: () => '<rect width="24" height="24" style="fill:var(--live-orange)"/><path d="M2 9q5-5 10 0t10 0M2 17q5-5 10 0t10 0" class="live-wave"/>',
    key: (color) => `<g style="stroke:var(--live-${color}-text);fill:none;stroke-width:2.5"><circle cx="12" cy="7" r="4"/><path d="M12 11V21M12 20h5M12 16h4"/></g>`,
    ball: (color) => `<circle cx="12" cy="12" r="7" style="fill:var(--live-${color})"/>`,
    box: (color) => `<rect x="5" y="5" width="14" height="14" style="fill:none;stroke-width:3;stroke:var(--live-${color})"/>`,
    door: (color, state) => state === 'open'
      ? `<path d="M2 2V22" style="stroke-width:3;stroke:var(--live-${color}-text)"/>`
      : `<rect x="2" y="2" width="20" height="20" style="fill-opacity:${state === 'locked' ? 0.5 : 0.15};fill:var(--live-${color});stroke-width:2.5;stroke:var(--live-${color}-text)"/><circle cx="17" cy="12" r="2" style="fill:var(--live-black)"/>`,
  };
  const headings = ['right', 'down', 'left', 'up'];

  /// A grid of buttons: to press a cell calls `press(x, y)`. Arrow keys go from cell to cell.
  Live.gridPicture = (parent, label, press) => {
    const board = document.createElement('div');
    board.className = 'live-board';
    board.setAttribute('role', 'group');
    board.setAttribute('aria-label', label);
    parent.append(board);
    let [width, cells, shown] = [0, [], ''];
    board.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -width, ArrowDown: width }[event.key];
      const index = cells.indexOf(document.activeElement);
      if (step === undefined || index < 0) return;
      event.preventDefault();
      let next = index + step;
      while (cells[next]?.disabled) next += step;
      if (!cells[next]) return;
      cells[index].tabIndex = -1;
      cells[next].tabIndex = 0;
      cells[next].focus();
    });
    function make(columns, rows) {
      width = columns;
      board.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
      cells = Array.from({ length: columns * rows }, (_, i) => {
        const cell = document.createElement('button');
        [cell.type, cell.tabIndex] = ['button', -1];
        cell.addEventListener('click', () => press(i % columns, Math.floor(i / columns)));
        return cell;
      });
      board.replaceChildren(...cells);
    }
    return {
      svg: board,
      /// `values` gives cells a shade, from 0 to 1, by x + width · y.
      show(state, values) {
        const key = `${state}|${values}`;
        if (key === shown) return;
        shown = key;
        const [columns, rows, x, y, heading, carriedKind, carriedColor, ...rest] = state;
        if (cells.length !== columns * rows) make(columns, rows);
        cells.forEach((cell, i) => {
          const [kind, color, door] = [kinds[rest[3 * i]], colors[rest[3 * i + 1]], doors[rest[3 * i + 2]]];
          const isAgent = i === x + columns * y;
          const carried = isAgent && carriedKind ? `<g transform="translate(7 7) scale(.42)">${glyphs[kinds[carriedKind]](colors[carriedColor])}</g>` : '';
          const agent = isAgent ? `<path d="M4 5L21 12L4 19Z" transform="rotate(${90 * heading} 12 12)" class="live-agent"/>${carried}` : '';
          cell.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true">${glyphs[kind]?.(color, door) ?? ''}${agent}</svg>`;
          cell.className = `live-cell live-cell-${kind}`;
          cell.disabled = kind === 'wall';
          const thing = kind === 'door' ? `a ${door} door` : kind === 'empty' ? 'empty' : `a ${kind}`;
          cell.setAttribute('aria-label', `column ${i % columns}, row ${Math.floor(i / columns)}: ${kind === 'lava' ? 'lava' : thing}`
            + (isAgent ? `, the agent, looking ${headings[heading]}` : ''));
          const value = values?.[i];
          cell.style.setProperty('--live-value', Number.isFinite(value) ? `${Math.round(100 * Math.max(0, Math.min(1, value)))}%` : '0%');
        });
        if (!cells.some((cell) => cell.tabIndex === 0 && !cell.disabled)) cells.find((cell) => !cell.disabled).tabIndex = 0;
      },
    };
  };
})();
