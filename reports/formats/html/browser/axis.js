/** What part of the run is looked at, microseconds. */
const view = { from: 0, to: data.endUs };
const narrowestUs = Math.min(data.endUs, Math.max(8 * data.binUs, 20_000));

/** @type {Set<() => void>} Told whenever the view or the width changed. */
const onView = new Set();

/** @type {(from: number, to: number) => void} Shows this part, as far as there is one. */
const look = (from, to) => {
  const wide = clamp(to - from, narrowestUs, data.endUs);
  const middle = (from + to) / 2;
  view.from = Math.round(clamp(middle - wide / 2, 0, data.endUs - wide));
  view.to = Math.round(view.from + wide);
  draw();
};

/** @type {(factor: number, around?: number) => void} */
const zoom = (factor, around = (view.from + view.to) / 2) => {
  const part = (around - view.from) / (view.to - view.from);
  const wide = clamp((view.to - view.from) * factor, narrowestUs, data.endUs);
  look(around - wide * part, around + wide * (1 - part));
};

/** @type {(share: number) => void} */
const pan = (share) => {
  const by = (view.to - view.from) * share;
  look(view.from + by, view.to + by);
};

const whole = () => look(0, data.endUs);
const isWhole = () => view.to - view.from >= data.endUs;

/** @type {(us: number) => number} Per cent of the visible width, also outside of it. */
const place = (us) => ((us - view.from) / (view.to - view.from)) * 100;

const draw = () => {
  for (const mark of marks) placeMark(mark);
  for (const label of labels) placeLabel(label);
  drawTicks();
  for (const told of onView) told();
};

/** Spans and points of all strips: what they are of stands in the page. @type {SVGSVGElement[]} */
const marks = every('svg[data-from]', rows);
/** @type {SVGSVGElement[]} */
const labels = every('svg[data-beside]', rows);

/** @type {(mark: SVGSVGElement) => void} Only what is visible is drawn, so that names stay in sight. */
const placeMark = (mark) => {
  const from = place(Number(mark.dataset.from));
  if (mark.dataset.to === undefined) {
    mark.setAttribute('x', `${from}%`);
    mark.style.display = from < -1 || from > 101 ? 'none' : '';
    return;
  }
  const to = place(Number(mark.dataset.to));
  const left = clamp(from, 0, 100);
  mark.style.display = to < 0 || from > 100 ? 'none' : '';
  mark.setAttribute('x', `${left}%`);
  mark.setAttribute('width', `${Math.max(clamp(to, 0, 100) - left, 0.15)}%`);
};

/** @type {(label: SVGSVGElement) => void} On the side of its mark that has room, else not at all. */
const placeLabel = (label) => {
  const [from = 0, to = 0] = (label.dataset.beside ?? '').split(' ').map(Number);
  const text = /** @type {SVGTextElement} */ (label.firstElementChild);
  label.style.display = '';
  const needed = ((text.getComputedTextLength() + 9) / ground.getBoundingClientRect().width) * 100;
  const [begin, end] = [place(from), place(to)];
  const right = end + needed <= 100;
  const fits = end >= 0 && begin <= 100 && (right || begin - needed >= 0);
  label.setAttribute('x', `${clamp(right ? end : begin, 0, 100)}%`);
  text.setAttribute('x', right ? '7' : '-7');
  text.setAttribute('text-anchor', right ? 'start' : 'end');
  label.style.display = fits ? '' : 'none';
};

const ticks = must('.tl-ticks');
const grid = must('.tl-grid');

/** Round moments, as many as there is room for. */
const drawTicks = () => {
  const room = clamp(Math.floor(ground.getBoundingClientRect().width / 84), 2, 12);
  const rough = (view.to - view.from) / 1e6 / room;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * power >= rough * 0.999) ?? 10) * power;
  const first = Math.ceil(view.from / 1e6 / step - 1e-9);
  const last = Math.floor(view.to / 1e6 / step + 1e-9);
  const moments = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  grid.replaceChildren(
    ...moments.map((second) => {
      const x = `${place(second * 1e6)}%`;
      return svgElement('line', { x1: x, x2: x, y1: '0', y2: '100%' });
    }),
  );
  ticks.replaceChildren(
    ...moments.map((second) => {
      const at = place(second * 1e6);
      const anchor = at > 97 ? 'end' : at < 3 ? 'start' : 'middle';
      const text = svgElement('text', { x: `${at}%`, y: '13', 'text-anchor': anchor });
      text.textContent = `${second.toFixed(decimals)} s`;
      return text;
    }),
  );
};

/** @type {(name: string, attributes: Record<string, string>) => SVGElement} */
const svgElement = (name, attributes) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};
