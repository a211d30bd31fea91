import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { createProgress } from './progress.ts';

function recorder(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  let text = '';
  stream.on('data', (chunk) => {
    text += String(chunk);
  });
  return { stream, text: () => text };
}

test('without a terminal: one whole line a phase, a fault, a note', () => {
  const { stream, text } = recorder(false);
  const progress = createProgress(stream);
  progress.phase('baseline', '');
  progress.phase('fault', '200/s  p99 6 ms');
  progress.fault('kill  process-kill leader engine-a (pid 123) → confirmed after 3 ms');
  progress.end('4 s over');
  expect(text().split('\n')).toEqual([
    expect.stringMatching(/^baseline +\d\.\d s {2}200\/s {2}p99 6 ms$/),
    'fault      kill  process-kill leader engine-a (pid 123) → confirmed after 3 ms',
    expect.stringMatching(/^fault +\d\.\d s {2}4 s over$/),
    '',
  ]);
});

test('a phase that takes long says that it lives, until it ends', async () => {
  const { stream, text } = recorder(false);
  const progress = createProgress(stream, { heartbeatMs: 5 });
  progress.phase('recovery', '');
  await vi.waitFor(() => expect(text()).toMatch(/^recovery +\d\.\d s {2}still running$/m));
  progress.end();
  const before = text();
  progress.end();
  expect(text()).toBe(before);
});

test('on a terminal the running phase is redrawn in place, in CI it never is', () => {
  vi.stubEnv('TERM', 'xterm');
  try {
    const live = recorder(true);
    const progress = createProgress(live.stream, { ci: false });
    progress.phase('warmup', '');
    progress.end('p99 stable');
    expect(live.text()).toContain('\r\u001b[2K');
    const ci = recorder(true);
    const plain = createProgress(ci.stream, { ci: true });
    plain.phase('warmup', '');
    plain.end('p99 stable');
    expect(ci.text()).not.toContain('\u001b[2K');
    expect(ci.text()).toMatch(/^warmup +\d\.\d s {2}p99 stable\n$/);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('what a venue says cannot move the cursor', () => {
  const { stream, text } = recorder(false);
  createProgress(stream).note('\u001b[2Jgone\nforged');
  expect(text()).toBe('note       gone forged\n');
});
