const selection = must('.tl-selection');
const hair = must('.tl-hair');
/** @type {HTMLElement} */
const readout = must('.tl-readout');
const announcer = must('.tl-status');
const emptyReadout = readout.textContent;

/** @type {{ x: number, us: number, moved: boolean } | undefined} Where a drag began. */
let drag;
let justDragged = false;

/** @type {(event: MouseEvent) => number} */
const momentAt = (event) => {
  const { left, width } = ground.getBoundingClientRect();
  const share = clamp((event.clientX - left) / width, 0, 1);
  return view.from + share * (view.to - view.from);
};

/** @type {(event: PointerEvent) => void} */
const press = (event) => {
  const inside = event.clientX >= ground.getBoundingClientRect().left;
  if (event.button !== 0 || !inside) return;
  drag = { x: event.clientX, us: momentAt(event), moved: false };
};

/** @type {(event: PointerEvent) => void} */
const move = (event) => {
  const us = momentAt(event);
  if (drag !== undefined && (drag.moved || Math.abs(event.clientX - drag.x) > 4)) {
    if (!drag.moved) rows.setPointerCapture(event.pointerId);
    drag.moved = true;
    const [from, to] = [Math.min(drag.us, us), Math.max(drag.us, us)];
    selection.setAttribute('x', `${place(from)}%`);
    selection.setAttribute('width', `${place(to) - place(from)}%`);
  }
  read(us);
};

/** @type {(event: PointerEvent) => void} */
const release = (event) => {
  const began = drag;
  drag = undefined;
  selection.setAttribute('width', '0');
  if (began?.moved !== true) return;
  justDragged = true;
  // The click that follows a drag on the same element belongs to the drag.
  setTimeout(() => {
    justDragged = false;
  });
  const us = momentAt(event);
  look(Math.min(began.us, us), Math.max(began.us, us));
};

/** What was seen at a moment, in one line. @type {(us: number) => void} */
const read = (us) => {
  const bin = clamp(Math.floor(us / data.binUs), 0, data.accepted.length - 1);
  hair.setAttribute('x1', `${place(us)}%`);
  hair.setAttribute('x2', `${place(us)}%`);
  const rates = [data.accepted, data.rejected, data.indeterminate].map((counts) =>
    Math.round(rate(counts[bin] ?? 0)).toLocaleString('en-US'),
  );
  const parts = [
    sayMoment(us),
    nameAt('.tl-phases', us),
    `p50 ${sayMs(data.p50Ms[bin] ?? null)}`,
    `p99 ${sayMs(data.p99Ms[bin] ?? null)}`,
    `${rates[0]} accepted /s`,
    `${rates[1]} rejected /s`,
    `${rates[2]} indeterminate /s`,
    `lag ${sayMs(data.lagMs[bin] ?? null)}`,
    nameAt('.tl-leaders', us),
  ];
  readout.textContent = parts.filter((part) => part !== '').join(' · ');
};

/** @type {(strip: string, us: number) => string} */
const nameAt = (strip, us) => {
  const own = marks.findLast(
    (mark) => mark.closest(strip) !== null && Number(mark.dataset.from) <= us,
  );
  return own?.querySelector('text')?.textContent ?? '';
};

const leave = () => {
  hair.setAttribute('x1', '-9');
  hair.setAttribute('x2', '-9');
  readout.textContent = emptyReadout;
};

/** @type {Record<string, () => void>} Keys while the picture, or something in it, has the focus. */
const keys = {
  ArrowLeft: () => pan(-0.2),
  ArrowRight: () => pan(0.2),
  '+': () => zoom(0.5),
  '=': () => zoom(0.5),
  '-': () => zoom(2),
  0: whole,
  Home: () => pan(-1e9),
  End: () => pan(1e9),
};

/** @type {(event: KeyboardEvent) => void} */
const press_ = (event) => {
  const own = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
  if (own === undefined) return;
  event.preventDefault();
  own();
};

/** @type {Record<string, (button: HTMLElement) => void>} */
const buttons = {
  in: () => zoom(0.5),
  out: () => zoom(2),
  left: () => pan(-0.5),
  right: () => pan(0.5),
  whole,
  span(button) {
    const [from, to] = data.spans[Number(button.dataset.index)] ?? [0, data.endUs];
    const margin = Math.max((to - from) * 0.35, 4 * data.binUs);
    look(from - margin, to + margin);
  },
};

const useHands = () => {
  rows.addEventListener('pointerdown', press);
  rows.addEventListener('pointermove', move);
  rows.addEventListener('pointerup', release);
  rows.addEventListener('pointercancel', () => {
    drag = undefined;
    selection.setAttribute('width', '0');
  });
  rows.addEventListener('pointerleave', leave);
  rows.addEventListener('dblclick', whole);
  rows.addEventListener('dragstart', (event) => event.preventDefault());
  must('.tl').addEventListener('keydown', /** @type {any} */ (press_));
  for (const button of every('[data-do]')) {
    button.addEventListener('click', () => buttons[button.dataset.do]?.(button));
  }
  onView.add(() => {
    announcer.textContent = isWhole()
      ? 'The whole run is shown.'
      : `${sayMoment(view.from)} to ${sayMoment(view.to)} is shown.`;
    for (const button of every('[data-zoomed]')) button.disabled = isWhole();
  });
};
