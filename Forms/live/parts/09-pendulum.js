// Chapter 9. `pendulum`: a Gaussian policy trained in the page.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const number = (value, digits) => Live.number(value, digits);

  (Live.widgets ??= {}).pendulum = {
    needsModule: true,
    trains: true,
    build: (place, module) => Live.trainer(place, module, {
      name: 'pendulum', worlds: [Live.worlds[1]], perSecond: 20,
      question: 'Train the pendulum and watch σ. Does it swing up first, or become certain first?',
      hint: 'Nothing is trained yet: the mean torque is near 0 and σ is 1, so the rod only trembles. Press Train.',
      returns: { from: -1600, to: 0, good: -200 },
      picture: (parent) => Live.rodPicture(parent, 'A rod on a hinge, seen from the side'),
      says(player, { sum, steps }) {
        const { value, rest: [mean, sigma] } = player.policy();
        return `Torque ${number(mean, 2)} ± ${number(sigma, 2)} N m (beyond ±2 it is clipped). V = ${number(value, 1)}. `
          + `${number(steps)} steps, return ${number(sum, 0)}.`;
      },
    }),
  };
})();
