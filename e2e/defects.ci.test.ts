import { expect, test } from 'vitest';
import { rows } from './defects/table.ts';
import { tryRow } from './defects/try-row.ts';

test.each(rows.filter((row) => row.ci))(
  '$defect is caught by $named on $scenario',
  async (row) => {
    const tried = await tryRow(row);
    expect(tried.problems).toEqual([]);
  },
  150_000,
);
