const useCopy = () => {
  for (const button of every('[data-copy]')) {
    if (navigator.clipboard === undefined) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(
        button.closest('.repeat').querySelector('pre').textContent,
      );
      button.textContent = 'Copied';
    });
  }
};

/** On paper the picture has a width of its own and the colours of paper. */
const redraw = () => {
  drawCharts();
  draw();
};

for (const element of every('[data-needs-script]')) element.hidden = false;
for (const element of every('[data-without-script]')) element.remove();
useHands();
usePeek();
useCopy();
drawCharts();
onView.add(moveCharts);
draw();

let width = rows.clientWidth;
new ResizeObserver(() => {
  if (rows.clientWidth === width) return;
  width = rows.clientWidth;
  redraw();
}).observe(rows);
for (const media of ['(prefers-color-scheme: dark)', 'print']) {
  matchMedia(media).addEventListener('change', redraw);
}
addEventListener('beforeprint', redraw);
addEventListener('afterprint', redraw);
