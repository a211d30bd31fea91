/** @type {uPlot[]} */
let charts = [];

const perSecond = 1e6 / data.binUs;
const rate = (/** @type {number} */ count) => count * perSecond;
const starts = data.accepted.map((_, index) => (index * data.binUs) / 1e6);
const middles = data.accepted.map((_, index) => ((index + 0.5) * data.binUs) / 1e6);
const decided = data.accepted.map((count, index) => count + (data.rejected[index] ?? 0));
const all = decided.map((count, index) => count + (data.indeterminate[index] ?? 0));

/** @type {(values: (number | null)[]) => number[]} */
const seen = (values) => /** @type {number[]} */ (values.filter((one) => one !== null && one > 0));
const latencies = [...seen(data.p50Ms), ...seen(data.p99Ms)];
const lowest = 10 ** Math.floor(Math.log10(latencies.reduce((a, b) => Math.min(a, b), 1)));
const highest = 10 ** Math.ceil(Math.log10(latencies.reduce((a, b) => Math.max(a, b), 10)));
const most = all.reduce((a, b) => Math.max(a, b), 1) * perSecond;
const latest = seen(data.lagMs).reduce((a, b) => Math.max(a, b), 1);

const decades = () => {
  const count = Math.round(Math.log10(highest / lowest)) + 1;
  return Array.from({ length: count }, (_, index) => lowest * 10 ** index);
};

/** A colour of the style sheet, as it is now. @type {(name: string) => string} */
const colour = (name) => getComputedStyle(rows).getPropertyValue(`--${name}`).trim();

/** @type {(name: string, more?: object) => uPlot.Series} */
const line = (name, more = {}) => ({
  stroke: colour(name),
  width: 1.5,
  points: { size: 3, fill: colour(name), width: 0, filter: alone },
  ...more,
});

/** A value without neighbours makes no line, and is shown as a point. @type {any} */
const alone = (/** @type {uPlot} */ chart, /** @type {number} */ index) => {
  const values = /** @type {(number | null | undefined)[]} */ (chart.data[index] ?? []);
  const none = (/** @type {number} */ at) => values[at] === null || values[at] === undefined;
  return values.flatMap((_, at) => (!none(at) && none(at - 1) && none(at + 1) ? [at] : []));
};

/** @type {(name: string) => uPlot.Series} */
const area = (name) => ({
  fill: colour(name),
  paths: /** @type {any} */ (uPlot.paths.stepped)({ align: 1 }),
  points: { show: false },
});

/** @type {Record<string, () => { data: any, scale: uPlot.Scale, splits: number[], say: (value: number) => string, series: uPlot.Series[] }>} */
const kinds = {
  latency: () => ({
    data: [middles, data.p99Ms, data.p50Ms],
    scale: { distr: 3, range: [lowest, highest] },
    splits: decades(),
    say: sayMs,
    series: [line('bad'), line('blue', { dash: [5, 3] })],
  }),
  operations: () => ({
    // What adds nothing is not drawn: its edge would show around what covers it.
    data: [
      starts,
      all.map((count, index) => (data.indeterminate[index] ? rate(count) : null)),
      decided.map((count, index) => (data.rejected[index] ? rate(count) : null)),
      data.accepted.map(rate),
    ],
    scale: { range: [0, most * 1.04] },
    splits: [0, most / 2, most],
    say: (value) => `${Math.round(value).toLocaleString('en-US')} /s`,
    series: [area('indeterminate'), area('rejected'), area('accepted')],
  }),
  lag: () => ({
    data: [middles, data.lagMs],
    scale: { range: [0, latest * 1.04] },
    splits: [0, latest],
    say: sayMs,
    series: [line('quiet')],
  }),
};

/** @type {(box: HTMLElement) => uPlot} */
const drawChart = (box) => {
  const kind = kinds[box.dataset.chart ?? '']?.();
  if (kind === undefined) throw new Error(`There is no chart "${box.dataset.chart}".`);
  const gutter = ground.getBoundingClientRect().left - box.getBoundingClientRect().left;
  box.replaceChildren();
  /** @type {uPlot.Options} */
  const options = {
    width: gutter + ground.getBoundingClientRect().width,
    height: box.clientHeight,
    padding: [6, 0, 3, 0],
    legend: { show: false },
    cursor: { show: false },
    select: /** @type {any} */ ({ show: false }),
    scales: {
      x: { time: false, range: () => [view.from / 1e6, view.to / 1e6] },
      y: kind.scale,
    },
    axes: [
      { show: false },
      {
        size: gutter,
        gap: 8,
        stroke: colour('quiet'),
        font: `11px ${getComputedStyle(rows).fontFamily}`,
        grid: { stroke: colour('grid'), width: 1 },
        ticks: { show: false },
        splits: () => kind.splits,
        values: (_, splits) => splits.map(kind.say),
      },
    ],
    series: [{}, ...kind.series],
  };
  return new uPlot(options, kind.data, box);
};

/** Anew, in the colours and the width of now. */
const drawCharts = () => {
  for (const chart of charts) chart.destroy();
  charts = every('[data-chart]').map(drawChart);
};

const moveCharts = () => {
  for (const chart of charts) chart.setScale('x', { min: view.from / 1e6, max: view.to / 1e6 });
};
