// Chapter 8. `minigrid`: a grid's agent trained in the page; stand in any cell, see its value and what it does.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const number = (value, digits) => Live.number(value, digits);
  const actions = ['turn left', 'turn right', 'forward', 'pick up', 'drop', 'toggle', 'done'];

  (Live.widgets ??= {}).minigrid = {
    needsModule: true,
    trains: true,
    build: (place, module) => Live.trainer(place, module, {
      name: 'minigrid', worlds: Live.worlds.filter(({ isGrid }) => isGrid), perSecond: 4,
      question: 'Train an agent, then press a cell to stand there; press it again to turn. Where is the agent certain, and where does it only guess?',
      hint: 'Nothing is trained yet: in every cell the seven actions are about equally probable. Press Train, or press a cell.',
      returns: { from: -1, to: 1 },
      picture: (parent, player, world, { stand }) => Live.gridPicture(parent, `The grid of ${world.id}, seen from above`, stand),
      says(player, { sum, steps, ended }) {
        const { value, rest } = player.policy();
        const likely = Array.from(rest, (p, i) => [p, actions[i]]).sort((a, b) => b[0] - a[0]).slice(0, 3);
        const end = { 1: ' The episode has ended.', 2: ' The time is up.' }[ended] ?? '';
        return `V = ${number(value, 3)}. ${likely.map(([p, name]) => `${name} ${number(p, 2)}`).join(', ')}. `
          + `${number(steps)} steps, return ${number(sum, 2)}.${end} A darker cell has a larger value, looking the way the agent looks.`;
      },
    }),
  };
})();
