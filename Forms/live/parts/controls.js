// What a widget is made of beside its plots: a frame with a question and a sentence, sliders, buttons,
// choices, and the address.
//
//   const frame = Live.frame(place, { name: 'ppo-clip-objective', question: 'Where is the slope zero?' });
//   frame.controls, frame.plots     elements to put things into, in this order
//   frame.say('ρ is 1.30: …')       what is seen, in a sentence below the plots; read out once it rests
//   const ratio = Live.slider(frame.controls, { label: 'ratio ρ', from: 0, to: 2, step: 0.01, value: 1,
//     digits: 2, change: (value) => … });                    ratio.value, ratio.value = 1.2 (calls nothing)
//     with `values: [0, 1, 2, 5, …]` in place of from, to and step it has these and no others
//   Live.button(frame.controls, 'One step', () => …)         with `holds` it goes on while it is held down
//   Live.choice(frame.controls, { label: 'advantage', options: [['good', 'A > 0'], ['bad', 'A < 0']],
//     value: 'good', change: (value) => … });
//   Live.row(frame.controls)        buttons and choices side by side
//   const address = Live.address('ppo-clip-objective', { rho: [1, 0, 2], sign: ['good', 'bad'] });
//     defaults first: a number with its least and its most, or a text with the others that are allowed
//   address.values.rho              what the address says, else the default
//   address.set({ rho: 1.3 })       #ppo-clip-objective?rho=1.3: what is as it was by default is left out
//   Live.isCalm()                   whether the reader asks for little motion

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  let count = 0;

  function element(name, attributes = {}, ...children) {
    const result = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === true) result.setAttribute(key, '');
      else if (value !== false && value !== undefined) result.setAttribute(key, value);
    }
    result.append(...children);
    return result;
  }

  // MARK: The frame

  Live.frame = (place, { name, question }) => {
    const id = `live-${name}`;
    const asked = element('p', { class: 'live-question', id: `${id}-question` }, question);
    const controls = element('div', { class: 'live-controls' });
    const plots = element('div', { class: 'live-plots' });
    const sentence = element('p', { class: 'live-sentence' });
    const read = element('p', { class: 'live-read', 'aria-live': 'polite' });
    const section = element(
      'section', { class: 'live', id, 'aria-labelledby': asked.id }, asked, plots, controls, sentence, read);
    place.append(section);
    let waiting;
    return {
      section, controls, plots,
      say(text) {
        if (sentence.textContent === text) return;
        sentence.textContent = text;
        // A reader of the screen hears where a slider has come to rest, not all that it passes.
        clearTimeout(waiting);
        waiting = setTimeout(() => { read.textContent = text; }, 600);
      },
    };
  };

  // MARK: Controls

  Live.slider = (parent, { label, values, from = values?.[0], to = values?.at(-1), step = 1, value, digits, change }) => {
    const id = `live-slider-${(count += 1)}`;
    const range = element('input', {
      type: 'range', id, ...(values ? { min: 0, max: values.length - 1, step: 1 } : { min: from, max: to, step }),
    });
    const field = element('input', {
      type: 'number', min: from, max: to, step: 'any', 'aria-label': `${label}, as a number`, inputmode: 'decimal',
    });
    const places = digits ?? Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const nearest = (next) => values.reduce((best, other) => (Math.abs(other - next) < Math.abs(best - next) ? other : best));
    const held = (next) => (values ? nearest(next) : Math.min(Math.max(next, from), to));
    let current;
    const show = (next, source) => {
      current = next;
      const place = values ? values.indexOf(next) : next;
      if (source !== range) range.value = place;
      if (source !== field) field.value = next.toFixed(places);
      range.setAttribute('aria-valuetext', next.toFixed(places));
      range.style.setProperty('--live-share', `${(100 * (place - range.min)) / (range.max - range.min)}%`);
    };
    range.addEventListener('input', () => {
      show(values ? values[Number(range.value)] : Number(range.value), range);
      change?.(current);
    });
    field.addEventListener('input', () => {
      const next = field.valueAsNumber;
      if (!(next >= from && next <= to)) return;
      show(held(next), field);
      change?.(current);
    });
    field.addEventListener('change', () => show(current));
    const row = element('div', { class: 'live-slider' }, element('label', { for: id }, label), range, field);
    parent.append(row);
    show(held(value));
    return {
      row, range,
      get value() { return current; },
      set value(next) { show(held(next)); },
    };
  };

  Live.row = (parent) => {
    const row = element('div', { class: 'live-row' });
    parent.append(row);
    return row;
  };

  Live.button = (parent, text, press, { holds = false, hint } = {}) => {
    const button = element('button', { type: 'button', class: 'live-button', title: hint }, text);
    parent.append(button);
    button.addEventListener('click', (event) => {
      // Where it is held, the pointer has pressed already; a key presses here.
      if (!holds || event.detail === 0) press();
    });
    if (holds) {
      let frame;
      let since;
      const goOn = (now) => {
        since ??= now;
        if (now - since > 350) press();
        frame = requestAnimationFrame(goOn);
      };
      const stop = () => {
        cancelAnimationFrame(frame);
        since = undefined;
      };
      button.addEventListener('pointerdown', (event) => {
        if (event.button !== 0) return;
        press();
        frame = requestAnimationFrame(goOn);
      });
      for (const end of ['pointerup', 'pointercancel', 'pointerleave', 'blur']) button.addEventListener(end, stop);
    }
    return button;
  };

  Live.choice = (parent, { label, options, value, change }) => {
    const name = `live-choice-${(count += 1)}`;
    const set = element('fieldset', { class: 'live-choice' }, element('legend', {}, label));
    const inputs = options.map(([key, text]) => {
      const input = element('input', { type: 'radio', name, value: key });
      input.checked = key === value;
      input.addEventListener('change', () => change?.(key));
      set.append(element('label', {}, input, element('span', {}, text)));
      return input;
    });
    parent.append(set);
    return {
      get value() { return inputs.find((input) => input.checked)?.value; },
      set value(key) { for (const input of inputs) input.checked = input.value === key; },
    };
  };

  Live.isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

  // MARK: The address

  /// An address with settings leads to their widget.
  function goToWidget() {
    const [name, query] = location.hash.slice(1).split('?');
    if (query === undefined) return;
    document.querySelector(`[data-widget="${CSS.escape(name)}"]`)?.scrollIntoView({ block: 'start' });
  }
  if (document.readyState === 'complete') goToWidget();
  else addEventListener('load', goToWidget, { once: true });

  Live.address = (name, settings) => {
    const defaults = Object.fromEntries(Object.entries(settings).map(([key, [first]]) => [key, first]));
    const values = { ...defaults };
    const [place, query] = decodeURI(location.hash.slice(1)).split('?');
    if (place === name && query !== undefined) {
      for (const [key, text] of new URLSearchParams(query)) {
        if (!(key in defaults)) continue;
        if (typeof defaults[key] !== 'number') {
          if (settings[key].includes(text)) values[key] = text;
        } else if (text !== '' && Number.isFinite(Number(text))) {
          const [, least, most] = settings[key];
          values[key] = Math.min(Math.max(Number(text), least), most);
        }
      }
    }
    let waiting;
    return {
      values,
      set(changes) {
        Object.assign(values, changes);
        clearTimeout(waiting);
        // Browsers allow so many changes of the address in a while, and no more.
        waiting = setTimeout(() => {
          const changed = Object.entries(values).filter(([key, value]) => value !== defaults[key]);
          const text = (value) => (typeof value === 'number' ? String(Number(value.toPrecision(6))) : value);
          const query_ = new URLSearchParams(changed.map(([key, value]) => [key, text(value)]));
          history.replaceState(history.state, '', `#${name}?${query_}`);
        }, 300);
      },
    };
  };
})();
