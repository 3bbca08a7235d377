// Small plots drawn as SVG in the book's palette. No part of the page but this one draws axes.
//
//   const plot = Live.plot(parent, {
//     label: 'The objective of one step against its ratio',          // what the picture is of
//     x: { title: 'ratio ρ', from: 0, to: 2, ticks: [0, [0.8, '1 − ε'], 1, 2] },   // ticks may be left out
//     y: { title: 'objective', from: 0.1, to: 10, log: true },
//     aspect: 0.6,                               // height by width of the drawn area; 0.6 where not said
//   });
//   plot.draw([                                  // draws all anew; may be called at every frame
//     { kind: 'rect', x: [1.2, 2], y: [0, 2], color: 'reference' },  // shaded
//     { kind: 'area', x, low, high, color: 'ppo' },
//     { kind: 'line', x, y, color: 'ppo', width: 3, label: 'the min' },   // NaN breaks a line
//     { kind: 'dots', x, y, color: 'blue', size: 3, hollow: true },  // size: a radius, or one for each
//     { kind: 'bars', x, heights, width: 0.8, color: 'green' },
//     { kind: 'ellipse', at: [0, 0], axes: [[1, 0], [0, 2]], color: 'trpo' },
//     { kind: 'contours', values, count: 24, x: [0, 1], y: [0, 1], levels: [0, 1, 2], color: 'orange' },
//     { kind: 'arrow', from: [0, 0], to: [1, 1], color: 'black' },
//     { kind: 'rule', x: 1, label: 'old policy' },                   // or y: a dotted line across
//     { kind: 'text', at: [1, 1], text: 'here', color: 'orange', align: 'start' },
//     { kind: 'handle', at: [1, 1], color: 'vermilion', label: 'ratio', says: 'ρ = 1.00',
//       axis: 'x', step: 0.05, range: { x: [0, 2] }, move: (x, y) => { … } },
//   ]);
//   plot.set({ y: { title: 'return', from: 0, to: 500 } });          // other axes from the next drawing on
//
// Colours are names of Sources/Figures/Color.swift (blue, orange, …) or Concept.swift (ppo, trpo,
// surrogate, clipAlone, trueObjective, adaptiveKL, reference): palette.py makes custom properties of
// them, --live-blue and so on, which follow the page's theme. A line is broken as its colour is in the
// book's figures, unless `dash: false`. A line's `label` stands at its end where there is room; `labelAt: 0.3`
// puts it at that share of the points. A handle is dragged by mouse or finger and moved by arrow keys (with
// Shift ten steps), Home and End; while it is held it keeps its element, so draw() may follow every move.
// `axis` is 'x', 'y' or 'both'. With `anywhere: true` a press of the mouse on the plot takes the handle there.

(() => {
  'use strict';

  const Live = (globalThis.Live ??= {});
  const namespace = 'http://www.w3.org/2000/svg';
  let count = 0;

  function element(name, attributes = {}, parent = null) {
    const result = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) result.setAttribute(key, value);
    parent?.append(result);
    return result;
  }

  const ink = (color) => `var(--live-${color ?? 'black'})`;
  const words = (color) => `var(--live-${color ?? 'black'}-text)`;
  const place = (value) => (Math.round(value * 100) / 100).toString();

  // MARK: Axes

  /// Numbers of one, two or five times a power of ten, about `wanted` of them.
  function niceTicks(from, to, wanted) {
    const rough = Math.abs(to - from) / wanted;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
    const result = [];
    for (let i = Math.ceil(Math.min(from, to) / step - 1e-9); i * step <= Math.max(from, to) + 1e-9 * step; i++) {
      result.push(i * step);
    }
    return result;
  }

  function powersOfTen(from, to) {
    const result = [];
    for (let i = Math.ceil(Math.log10(from) - 1e-9); i <= Math.log10(to) + 1e-9; i++) result.push(10 ** i);
    return result;
  }

  /// A number as the book prints it: a true minus, and no digits that say nothing.
  function number(value, digits) {
    if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '−∞' : '–';
    let text = digits === undefined ? String(Number(value.toPrecision(6))) : value.toFixed(digits);
    if (Number(text) === 0) text = text.replace('-', '');
    const [whole, rest] = text.replace('-', '−').split('.');
    const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
    return rest === undefined ? grouped : `${grouped}.${rest}`;
  }

  function ticksOf(axis, pixels, perTick) {
    const wanted = Math.max(2, Math.min(7, Math.floor(pixels / perTick)));
    const ticks = axis.ticks ?? (axis.log ? powersOfTen(axis.from, axis.to) : niceTicks(axis.from, axis.to, wanted));
    return ticks.map((tick) => (Array.isArray(tick) ? { value: tick[0], text: tick[1] } : { value: tick, text: number(tick) }));
  }

  function scale(axis, from, to) {
    const across = axis.log ? Math.log : (value) => value;
    const [low, high] = [across(axis.from), across(axis.to)];
    return {
      at: (value) => from + ((across(value) - low) / (high - low)) * (to - from),
      back: (pixel) => {
        const value = low + ((pixel - from) / (to - from)) * (high - low);
        return axis.log ? Math.exp(value) : value;
      },
    };
  }

  // MARK: Marks

  function linePath(xs, ys, plot) {
    let path = '';
    let isOpen = false;
    for (let i = 0; i < xs.length; i++) {
      if (!Number.isFinite(xs[i]) || !Number.isFinite(ys[i])) {
        isOpen = false;
        continue;
      }
      path += `${isOpen ? 'L' : 'M'}${place(plot.x.at(xs[i]))} ${place(plot.y.at(ys[i]))}`;
      isOpen = true;
    }
    return path;
  }

  const closed = (points, plot) =>
    points.length ? `${linePath(points.map((p) => p[0]), points.map((p) => p[1]), plot)}Z` : '';

  /// For each kind of mark its path, and whether it is filled or a stroke.
  const paths = {
    line: (mark, plot) => linePath(mark.x, mark.y, plot),
    rect: ({ x: [left, right], y: [low, high] }, plot) =>
      closed([[left, low], [right, low], [right, high], [left, high]], plot),
    region: (mark, plot) => closed(mark.points, plot),
    area: (mark, plot) => {
      const xs = [...mark.x];
      const there = xs.map((x, i) => [x, mark.high[i]]);
      const back = xs.map((x, i) => [x, mark.low?.[i] ?? (plot.options.y.log ? plot.options.y.from : 0)]).reverse();
      return closed([...there, ...back], plot);
    },
    bars: (mark, plot) => {
      let path = '';
      for (let i = 0; i < mark.x.length; i++) {
        if (mark.heights[i] === 0) continue;
        const half = (mark.width ?? 1) / 2;
        const base = mark.base ?? (plot.options.y.log ? plot.options.y.from : 0);
        path += closed(
          [[mark.x[i] - half, base], [mark.x[i] + half, base], [mark.x[i] + half, base + mark.heights[i]], [mark.x[i] - half, base + mark.heights[i]]],
          plot);
      }
      return path;
    },
    dots: (mark, plot) => {
      let path = '';
      for (let i = 0; i < mark.x.length; i++) {
        if (!Number.isFinite(mark.x[i]) || !Number.isFinite(mark.y[i])) continue;
        const size = typeof mark.size === 'number' || mark.size === undefined ? mark.size ?? 3 : mark.size[i];
        path += shapes[mark.shape ?? 'circle'](plot.x.at(mark.x[i]), plot.y.at(mark.y[i]), size);
      }
      return path;
    },
    ellipse: (mark, plot) => {
      const [[ux, uy], [vx, vy]] = mark.axes;
      const points = Array.from({ length: 96 }, (_, i) => {
        const angle = (2 * Math.PI * i) / 96;
        return [
          mark.at[0] + ux * Math.cos(angle) + vx * Math.sin(angle),
          mark.at[1] + uy * Math.cos(angle) + vy * Math.sin(angle),
        ];
      });
      return closed(points, plot);
    },
    // Where a function on a grid of `mark.count` × `mark.count` squares has one of the levels.
    contours: ({ values, count, x: [left, right], y: [low, high], levels }, plot) => {
      const corner = (i, j) => [left + ((right - left) * i) / count, low + ((high - low) * j) / count, values[j * (count + 1) + i]];
      let path = '';
      for (const level of levels) {
        for (let j = 0; j < count; j++) {
          for (let i = 0; i < count; i++) {
            for (const [k, l] of [[i + 1, j], [i, j + 1]]) {
              const triangle = [corner(i, j), corner(k, l), corner(i + 1, j + 1)];
              const ends = [];
              for (let side = 0; side < 3; side++) {
                const [a, b] = [triangle[side], triangle[(side + 1) % 3]];
                if ((a[2] < level) === (b[2] < level)) continue;
                const share = (level - a[2]) / (b[2] - a[2]);
                ends.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]);
              }
              if (ends.length === 2) path += linePath(ends.map((p) => p[0]), ends.map((p) => p[1]), plot);
            }
          }
        }
      }
      return path;
    },
    arrow: (mark, plot) => {
      const [x0, y0] = [plot.x.at(mark.from[0]), plot.y.at(mark.from[1])];
      const [x1, y1] = [plot.x.at(mark.to[0]), plot.y.at(mark.to[1])];
      const length = Math.hypot(x1 - x0, y1 - y0);
      if (!(length > 0.5)) return '';
      const head = Math.min(9, length);
      const [ux, uy] = [((x1 - x0) / length) * head, ((y1 - y0) / length) * head];
      const wing = (side) => `${place(x1 - ux - side * 0.5 * uy)} ${place(y1 - uy + side * 0.5 * ux)}`;
      return `M${place(x0)} ${place(y0)}L${place(x1)} ${place(y1)}M${wing(1)}L${place(x1)} ${place(y1)}L${wing(-1)}`;
    },
    rule: (mark, plot) => {
      const { left, right, top, bottom } = plot.inside;
      if (mark.x !== undefined) return `M${place(plot.x.at(mark.x))} ${top}V${bottom}`;
      return `M${left} ${place(plot.y.at(mark.y))}H${right}`;
    },
  };

  const shapes = {
    circle: (x, y, r) => `M${place(x - r)} ${place(y)}a${place(r)} ${place(r)} 0 1 0 ${place(2 * r)} 0a${place(r)} ${place(r)} 0 1 0 ${place(-2 * r)} 0Z`,
    square: (x, y, r) => `M${place(x - r)} ${place(y - r)}h${place(2 * r)}v${place(2 * r)}h${place(-2 * r)}Z`,
    triangle: (x, y, r) => `M${place(x)} ${place(y - 1.2 * r)}l${place(1.15 * r)} ${place(2 * r)}h${place(-2.3 * r)}Z`,
    diamond: (x, y, r) => `M${place(x)} ${place(y - 1.3 * r)}l${place(1.3 * r)} ${place(1.3 * r)}l${place(-1.3 * r)} ${place(1.3 * r)}l${place(-1.3 * r)} ${place(-1.3 * r)}Z`,
  };

  const filled = new Set(['rect', 'region', 'area', 'bars']);

  /// Style of a mark that is a path.
  function dress(path, mark) {
    const isFilled = filled.has(mark.kind) || (mark.kind === 'dots' && !mark.hollow);
    const style = path.style;
    style.fill = isFilled ? ink(mark.color) : mark.kind === 'dots' ? 'var(--live-ground)' : 'none';
    style.fillOpacity = isFilled ? mark.opacity ?? { bars: 0.85, dots: 0.9 }[mark.kind] ?? 0.16 : 1;
    style.stroke = isFilled ? 'none' : ink(mark.kind === 'rule' ? mark.color ?? 'axis' : mark.color);
    style.strokeOpacity = isFilled ? 1 : mark.opacity ?? 1;
    style.strokeWidth = mark.width && !isFilled ? mark.width : { rule: 1.2, dots: 1.6 }[mark.kind] ?? 2;
    const isBroken = !isFilled && (mark.kind === 'rule' ? mark.dash !== false : mark.kind === 'line' && mark.dash !== false);
    style.strokeDasharray = isBroken ? (mark.kind === 'rule' ? '1.5 4' : `var(--live-${mark.dash ?? mark.color ?? 'black'}-dash)`) : 'none';
  }

  // MARK: The plot

  class Plot {
    constructor(parent, options) {
      this.options = options;
      this.marks = [];
      this.drawn = [];
      this.handles = new Map();
      const id = `live-plot-${(count += 1)}`;
      this.svg = element('svg', { class: 'live-plot', role: 'group', 'aria-label': options.label ?? '' });
      const clip = element('clipPath', { id }, element('defs', {}, this.svg));
      this.clip = element('rect', {}, clip);
      this.axes = element('g', { class: 'live-axes', 'aria-hidden': 'true' }, this.svg);
      this.body = element('g', { 'clip-path': `url(#${id})`, 'aria-hidden': 'true' }, this.svg);
      this.labels = element('g', { class: 'live-labels', 'aria-hidden': 'true' }, this.svg);
      this.top = element('g', {}, this.svg);
      parent.append(this.svg);
      this.svg.addEventListener('pointerdown', (event) => this.press(event));
      // A plot is drawn for the width that it has, so that its words keep their size.
      new ResizeObserver(() => {
        const width = this.svg.clientWidth;
        if (width && width !== this.width) this.refresh();
      }).observe(this.svg);
      this.refresh();
    }

    set(options) {
      this.options = { ...this.options, ...options };
      if (options.label) this.svg.setAttribute('aria-label', options.label);
      this.refresh();
    }

    draw(marks) {
      this.marks = marks;
      if (this.width) this.drawMarks();
    }

    refresh() {
      this.width = this.svg.clientWidth;
      if (!this.width) return;
      this.layOut();
      this.drawAxes();
      this.drawMarks();
    }

    layOut() {
      const { x, y, aspect = 0.6 } = this.options;
      const yTexts = ticksOf(y, 200, 40).map((tick) => tick.text);
      const widest = Math.max(0, ...yTexts.map((text) => [...text].length));
      const left = y.ticks?.length === 0 ? 8 : Math.round(14 + 7.2 * widest);
      const right = this.width - (this.options.right ?? 14);
      const top = y.title ? 26 : 10;
      const bottom = top + Math.round(Math.min((right - left) * aspect, this.options.tallest ?? 420));
      const height = bottom + (x.ticks?.length === 0 ? 6 : 22) + (x.title ? 20 : 4);
      this.inside = { left, right, top, bottom };
      this.x = scale(x, left, right);
      this.y = scale(y, bottom, top);
      this.svg.setAttribute('viewBox', `0 0 ${this.width} ${height}`);
      this.svg.style.height = `${height}px`;
      for (const [key, value] of Object.entries({ x: left, y: top, width: right - left, height: bottom - top })) {
        this.clip.setAttribute(key, value);
      }
    }

    drawAxes() {
      const { left, right, top, bottom } = this.inside;
      const { x, y } = this.options;
      const parts = [];
      const line = (from, to, kind) => parts.push(element('path', { d: `M${from}L${to}`, class: kind }));
      const text = (at, content, anchor, kind = 'live-tick') => {
        const node = element('text', { x: at[0], y: at[1], 'text-anchor': anchor, class: kind });
        node.textContent = content;
        parts.push(node);
      };
      let taken = -Infinity;
      for (const tick of ticksOf(x, right - left, 62)) {
        const at = this.x.at(tick.value);
        if (at < left - 1 || at > right + 1) continue;
        line(`${place(at)} ${top}`, `${place(at)} ${bottom}`, 'live-grid');
        // Where two ticks are close, the line alone stands for the second.
        const half = 3.7 * [...tick.text].length;
        if (at - half < taken + 3) continue;
        text([place(at), bottom + 17], tick.text, 'middle');
        taken = at + half;
      }
      taken = Infinity;
      for (const tick of ticksOf(y, bottom - top, 40)) {
        const at = this.y.at(tick.value);
        if (at < top - 1 || at > bottom + 1) continue;
        line(`${left} ${place(at)}`, `${right} ${place(at)}`, 'live-grid');
        if (at > taken - 14) continue;
        taken = at;
        text([left - 7, place(at + 4.5)], tick.text, 'end');
      }
      line(`${left} ${top}`, `${left} ${bottom}`, 'live-axis');
      line(`${left} ${bottom}`, `${right} ${bottom}`, 'live-axis');
      if (y.title) text([2, 14], y.title, 'start', 'live-axis-title');
      if (x.title) text([right, bottom + 37], x.title, 'end', 'live-axis-title');
      this.axes.replaceChildren(...parts);
    }

    /// Elements are kept from drawing to drawing and only told what has changed: no flicker, no lost focus.
    drawMarks() {
      const flat = this.marks.filter((mark) => mark && paths[mark.kind]);
      flat.forEach((mark, index) => {
        const path = (this.drawn[index] ??= element('path', {}, this.body));
        const d = paths[mark.kind](mark, this);
        if (path.getAttribute('d') !== d) path.setAttribute('d', d);
        dress(path, mark);
      });
      for (const path of this.drawn.splice(flat.length)) path.remove();
      this.drawLabels();
      this.drawHandles();
    }

    drawLabels() {
      const { left, right, top, bottom } = this.inside;
      const texts = [];
      for (const mark of this.marks) {
        if (!mark) continue;
        if (mark.kind === 'text') texts.push({ align: 'middle', ...mark });
        if (mark.kind === 'line' && mark.label) {
          const end = mark.labelAt === undefined ? mark.x.length - 1 : Math.round(mark.labelAt * (mark.x.length - 1));
          texts.push({ at: [mark.x[end], mark.y[end]], text: mark.label, color: mark.color, align: mark.align ?? 'end', dy: mark.dy ?? -8 });
        }
        if (mark.kind === 'rule' && mark.label) {
          texts.push(mark.x !== undefined
            ? { at: [mark.x, this.options.y.to], text: mark.label, color: mark.color ?? 'gray', align: mark.align ?? 'start', dx: mark.align === 'end' ? -5 : 5, dy: 13 }
            : { at: [this.options.x.to, mark.y], text: mark.label, color: mark.color ?? 'gray', align: 'end', dy: -5 });
        }
      }
      const shown = texts.filter(({ at: [x, y] }) => Number.isFinite(this.x.at(x)) && Number.isFinite(this.y.at(y)));
      while (this.labels.children.length > shown.length) this.labels.lastChild.remove();
      while (this.labels.children.length < shown.length) element('text', {}, this.labels);
      shown.forEach((mark, index) => {
        const node = this.labels.children[index];
        if (node.textContent !== mark.text) node.textContent = mark.text;
        node.style.fill = words(mark.color);
        node.setAttribute('text-anchor', mark.align);
        // A label stays inside the picture, whichever way it is aligned.
        const length = node.getComputedTextLength?.() ?? 7 * mark.text.length;
        const before = { start: 0, middle: length / 2, end: length }[mark.align];
        const x = this.x.at(mark.at[0]) + (mark.dx ?? 0);
        node.setAttribute('x', place(Math.min(Math.max(x, left + 3 + before), right - 3 - length + before)));
        node.setAttribute('y', place(Math.min(Math.max(this.y.at(mark.at[1]) + (mark.dy ?? 4), top + 12), bottom - 4)));
      });
    }

    drawHandles() {
      const wanted = this.marks.filter((mark) => mark?.kind === 'handle');
      for (const [label, handle] of this.handles) {
        if (!wanted.some((mark) => mark.label === label)) {
          handle.node.remove();
          this.handles.delete(label);
        }
      }
      for (const mark of wanted) {
        const handle = this.handles.get(mark.label) ?? this.newHandle(mark.label);
        handle.mark = mark;
        const { node } = handle;
        const [x, y] = [this.x.at(mark.at[0]), this.y.at(mark.at[1])];
        node.setAttribute('transform', `translate(${place(x)} ${place(y)})`);
        node.style.setProperty('--live-handle', ink(mark.color));
        node.style.cursor = { x: 'ew-resize', y: 'ns-resize' }[mark.axis] ?? 'move';
        const along = mark.axis === 'y' ? 1 : 0;
        const [least, most] = this.range(mark)[along];
        node.setAttribute('aria-valuemin', least);
        node.setAttribute('aria-valuemax', most);
        node.setAttribute('aria-valuenow', mark.at[along]);
        node.setAttribute('aria-valuetext', mark.says ?? number(mark.at[along]));
        node.setAttribute('aria-orientation', mark.axis === 'y' ? 'vertical' : 'horizontal');
      }
    }

    range(mark) {
      const { x, y } = this.options;
      return [mark.range?.x ?? [x.from, x.to], mark.range?.y ?? [y.from, y.to]];
    }

    newHandle(label) {
      const node = element('g', { class: 'live-handle', role: 'slider', tabindex: '0', 'aria-label': label }, this.top);
      // The larger circle is for fingers.
      element('circle', { r: 22, class: 'live-handle-reach' }, node);
      element('circle', { r: 13, class: 'live-handle-ring' }, node);
      element('circle', { r: 8, class: 'live-handle-dot' }, node);
      const handle = { node, mark: null };
      this.handles.set(label, handle);
      node.addEventListener('pointerdown', (event) => this.hold(event, handle));
      node.addEventListener('keydown', (event) => this.key(event, handle));
      return handle;
    }

    move(handle, x, y) {
      const { mark } = handle;
      const [rangeX, rangeY] = this.range(mark);
      const hold = (value, [least, most]) => Math.min(Math.max(value, least), most);
      mark.move?.(
        mark.axis === 'y' ? mark.at[0] : hold(x, rangeX), mark.axis === 'x' ? mark.at[1] : hold(y, rangeY));
    }

    hold(event, handle) {
      event.preventDefault();
      event.stopPropagation();
      const { node } = handle;
      node.focus({ preventScroll: true });
      node.setPointerCapture(event.pointerId);
      // The handle keeps the distance from the pointer that it had when it was taken.
      const [startX, startY] = this.pixels(event);
      const [offX, offY] = [this.x.at(handle.mark.at[0]) - startX, this.y.at(handle.mark.at[1]) - startY];
      const follow = (moved) => {
        const [x, y] = this.pixels(moved);
        this.move(handle, this.x.back(x + offX), this.y.back(y + offY));
      };
      const release = () => {
        node.removeEventListener('pointermove', follow);
        node.removeEventListener('pointerup', release);
        node.removeEventListener('pointercancel', release);
      };
      node.addEventListener('pointermove', follow);
      node.addEventListener('pointerup', release);
      node.addEventListener('pointercancel', release);
    }

    /// A press of the mouse on the plot takes a handle there that may be taken anywhere. (A finger scrolls.)
    press(event) {
      if (event.pointerType === 'touch') return;
      const handle = [...this.handles.values()].find(({ mark }) => mark.anywhere);
      const [x, y] = this.pixels(event);
      const { left, right, top, bottom } = this.inside;
      if (!handle || x < left || x > right || y < top || y > bottom) return;
      this.move(handle, this.x.back(x), this.y.back(y));
      this.hold(event, handle);
    }

    pixels(event) {
      const box = this.svg.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    }

    key(event, handle) {
      const { mark } = handle;
      const [rangeX, rangeY] = this.range(mark);
      const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
      const isAlong = mark.axis === 'y' ? 1 : 0;
      const along = isAlong ? rangeY : rangeX;
      let [x, y] = mark.at;
      if (event.key === 'Home' || event.key === 'End') {
        const end = along[event.key === 'Home' ? 0 : 1];
        [x, y] = isAlong ? [x, end] : [end, y];
      } else if (directions[event.key]) {
        let [right, up] = directions[event.key];
        // On one axis all four keys move along it.
        if (mark.axis === 'x') [right, up] = [right + up, 0];
        if (mark.axis === 'y') [right, up] = [0, right + up];
        const times = event.shiftKey ? 10 : 1;
        const step = (range) => mark.step ?? (range[1] - range[0]) / 100;
        [x, y] = [x + right * times * step(rangeX), y + up * times * step(rangeY)];
      } else {
        return;
      }
      event.preventDefault();
      this.move(handle, x, y);
    }
  }

  Live.plot = (parent, options) => new Plot(parent, options);
  Live.number = number;
})();
