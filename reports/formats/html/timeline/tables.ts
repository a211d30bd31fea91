import { count, milliseconds, moment, percent, type RunReport } from 'proofhouse/contract';
import { html, type Markup } from '../markup.ts';
import { numberCell, table } from '../tables.ts';
import { columns } from './columns.ts';
import { laneAvailability } from './strips.ts';

/** A table is read line by line. */
const linesMax = 60;

/** Everything that the picture shows, for those who do not look at pictures. */
export function timelineTables(run: RunReport): Markup {
  return html`<details class="numbers"><summary>The same as tables</summary>
${seenByClients(run)}
<h3>Leader and epoch, as the services said</h3>${leaders(run)}
<h3>Lanes: availability and when they were away</h3>${lanes(run)}
</details>`;
}

function seenByClients(run: RunReport): Markup {
  const data = columns(run.timeline, linesMax);
  const rows = data.accepted.map((accepted, index) => {
    const counts = [accepted, data.rejected[index] ?? 0, data.indeterminate[index] ?? 0];
    const times = [data.p50Ms, data.p99Ms, data.lagMs].map((values) => values[index] ?? null);
    return html`<tr><th scope="row" class="number">${moment(index * data.columnUs)}</th>${counts.map(
      (one) => numberCell(count(one)),
    )}${times.map((ms) => numberCell(milliseconds(ms)))}</tr>`;
  });
  const times = ['#p50', '#p99', '#Witness lag'];
  const head = ['#From', '#Accepted', '#Rejected', '#Indeterminate', ...times];
  return html`<h3>Operations, latency and witness lag, every ${milliseconds(data.columnUs / 1000)}</h3>
<p class="quiet small">Counts are by when it was told, latencies by when it was intended; of the times of joined bins the largest stands.</p>
${table(head, rows)}`;
}

function leaders(run: RunReport): Markup {
  const rows = run.timeline.leaders.map(
    ({ atUs, leader, epoch }) =>
      html`<tr>${numberCell(moment(atUs))}<th scope="row">${leader ?? 'no leader seen'}</th>${numberCell(count(epoch))}</tr>`,
  );
  return table(['#From', 'Leader', '#Epoch'], rows);
}

function lanes(run: RunReport): Markup {
  const rows = run.timeline.lanes.map(({ lane, outages }) => {
    const spans = outages.map(([from, to]) => `${moment(from)} to ${moment(to)}`);
    return html`<tr><th scope="row">${lane}</th>${numberCell(percent(laneAvailability(run, lane)))}<td>${spans.join(', ') || 'never'}</td></tr>`;
  });
  return table(['Lane', '#Available', 'Away'], rows);
}
