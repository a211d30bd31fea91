import { expect, test } from 'vitest';
import { passed } from '../../examples/runs.ts';
import { columns } from './columns.ts';

const timeline = {
  ...passed.timeline,
  binMs: 50,
  accepted: [1, 2, 3, 4, 5],
  rejected: [0, 1, 0, 0, 0],
  indeterminate: [0, 0, 0, 0, 7],
  p50Ms: [1, null, null, null, 2],
  p99Ms: [null, 9, 3, null, 2],
  lagMs: [null, null, null, null, null],
};

test('bins stay as they are while there is room', () => {
  const data = columns(timeline, 5);
  expect(data).toMatchObject({ joined: 1, columnUs: 50_000, accepted: timeline.accepted });
});

test('joined, counts add up, and of the times the largest stands; nothing seen stays nothing', () => {
  expect(columns(timeline, 3)).toEqual({
    joined: 2,
    columnUs: 100_000,
    accepted: [3, 7, 5],
    rejected: [1, 0, 0],
    indeterminate: [0, 0, 7],
    p50Ms: [1, null, 2],
    p99Ms: [9, 3, 2],
    lagMs: [null, null, null],
  });
});
