// Chapter 7. `ppo-cartpole`: PPO assembled, trained in the page.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const number = (value, digits) => Live.number(value, digits);

  (Live.widgets ??= {})['ppo-cartpole'] = {
    needsModule: true,
    trains: true,
    build: (place, module) => Live.trainer(place, module, {
      name: 'ppo-cartpole', worlds: [Live.worlds[0]], perSecond: 50,
      question: 'Train CartPole. How far can you raise the learning rate before the clip no longer saves it?',
      hint: 'Nothing is trained yet: the pole falls after some twenty steps. Press Train; you may change settings while it runs.',
      returns: { from: 0, to: 520, good: 475 },
      picture: (parent) => Live.polePicture(parent, 'A cart on a track with a pole on it'),
      says: (player, { sum, ended }) => {
        const { value, rest } = player.policy();
        return `${ended === 1 ? 'It fell' : ended === 2 ? 'It stood to the end' : 'It stands'} after ${number(sum)} steps; the critic expects `
          + `${number(value, 1)} more, discounted; probability of a push to the right ${number(rest[1], 2)}.`;
      },
    }),
  };
})();
