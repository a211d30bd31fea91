/** @type {HTMLElement} */
const peek = must('#peek');
const peekBody = must('.peek-body');
/** @type {HTMLAnchorElement[]} What can be looked into, as it stands in the picture. */
const links = every('a[data-peek]');
let shown = -1;

/** Shows copies of what the page says elsewhere: nothing is put together from text. @type {(at: number) => void} */
const show = (at) => {
  shown = clamp(at, 0, links.length - 1);
  const named = (links[shown]?.dataset.peek ?? '').split(' ');
  peekBody.replaceChildren(
    ...named.flatMap((id) => {
      const copy = document.getElementById(id)?.cloneNode(true);
      if (!(copy instanceof HTMLElement)) return [];
      for (const one of [copy, ...every('[id]', copy)]) one.removeAttribute('id');
      if (copy instanceof HTMLDetailsElement) copy.open = true;
      return [copy];
    }),
  );
  must('.peek-of').textContent = `${shown + 1} of ${links.length}`;
  peekBody.scrollTop = 0;
};

/** @type {(link: HTMLAnchorElement) => void} */
const openPeek = (link) => {
  show(links.indexOf(link));
  if (!peek.matches(':popover-open')) peek.showPopover();
  const mark = link.querySelector('.hit')?.getBoundingClientRect() ?? link.getBoundingClientRect();
  const { width, height } = peek.getBoundingClientRect();
  const below = mark.bottom + 10;
  const top = below + height < innerHeight ? below : mark.top - height - 10;
  peek.style.top = `${clamp(top, 8, Math.max(8, innerHeight - height - 8))}px`;
  // Beside the middle of the mark, so that one side of the picture stays in sight.
  const middle = clamp(mark.left + mark.width / 2, 0, innerWidth);
  const left = middle + 16 + width < innerWidth ? middle + 16 : middle - 16 - width;
  peek.style.left = `${clamp(left, 8, Math.max(8, innerWidth - width - 8))}px`;
  must('.peek-close').focus();
};

const usePeek = () => {
  for (const link of links) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      if (!justDragged) openPeek(link);
    });
  }
  must('.peek-close').addEventListener('click', () => peek.hidePopover());
  must('.peek-back').addEventListener('click', () => show(shown - 1));
  must('.peek-on').addEventListener('click', () => show(shown + 1));
  peek.addEventListener('toggle', (event) => {
    if (/** @type {any} */ (event).newState === 'closed') links[shown]?.focus();
  });
};
