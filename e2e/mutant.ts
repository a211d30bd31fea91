import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const checkout = path.resolve(import.meta.dirname, '..');
const left = new Set(['node_modules', '.git', 'reports/out', 'reports/latest']);

/** One change of the product's own source, by which it would tell a lie. */
export interface Mutation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * A copy of the checkout with one change in it; a text that is not there exactly once is an error.
 */
export function mutatedCheckout(mutations: readonly Mutation[]): {
  readonly root: string;
  dispose(): void;
} {
  const root = mkdtempSync(path.join(tmpdir(), 'proofhouse-mutant-'));
  const dispose = () => rmSync(root, { recursive: true, force: true });
  try {
    cpSync(checkout, root, {
      recursive: true,
      filter: (source) => !left.has(path.relative(checkout, source)),
    });
    symlinkSync(path.join(checkout, 'node_modules'), path.join(root, 'node_modules'));
    for (const { file, from, to } of mutations) {
      const target = path.join(root, file);
      const text = readFileSync(target, 'utf8');
      const parts = text.split(from);
      if (parts.length !== 2) {
        throw new Error(`${file} holds "${from}" ${parts.length - 1} times: mend the mutation`);
      }
      writeFileSync(target, parts.join(to));
    }
    return { root, dispose };
  } catch (thrown) {
    dispose();
    throw thrown;
  }
}
