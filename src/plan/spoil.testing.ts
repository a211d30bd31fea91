import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { loadPlugin, pluginNames } from '#catalogue';
import { positionOf } from '#kit/code-frame.ts';
import { ProofhouseError } from '#kit/errors.ts';
import { planScenario } from './plan.ts';

/** A good scenario; every case spoils one thing of it. */
export const good = `id: good
title: A good scenario
requirements: [9.4]
tags: [gate]
venue: {name: reference, replication: sync}
runtime: process
seed: 8421
expect: survive
phases:
  warmup: {max: 4s}
  baseline: 2s
  fault: 2s
  recovery: {max: 12s, hold: 1s}
  steady: 2s
load:
  - {id: witness, generator: witness, rate: 200/s}
  - {id: burst, generator: burst, begins: fault}
faults:
  - {id: kill, kind: process-kill, target: {role: engine, pick: leader}, at: fault+500ms, ttl: 20s}
objectives:
  rto: {max: 2s, redundancy: 10s}
  rpo: {horizon: acked, maxOrders: 0}
  slo:
    - {id: ack, within: 100ms, ratio: 99%, phases: [baseline], minSamples: 320}
`;

/** One thing wrong with the good scenario, and what must be said of it. */
export interface Bad {
  readonly name: string;
  /** Text of the good scenario and what stands there instead. */
  readonly instead: readonly [string, string];
  /** Where the caret must stand: at this text of the spoiled file. */
  readonly at: string;
  readonly says: string;
  readonly hints: readonly string[];
}

/** Plans a text; resolves to what is wrong with it, frames and all, or to nothing. */
export async function planText(text: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'proofhouse-plan-'));
  const file = path.join(folder, 'scenario.yaml');
  try {
    await writeFile(file, text);
    await planScenario(file, { catalogue: { loadPlugin, pluginNames } });
    return '';
  } catch (thrown) {
    if (!(thrown instanceof ProofhouseError)) throw thrown;
    expect(thrown.exitCode).toBe(64);
    expect(thrown.cure).toContain('nothing was started');
    return thrown.message;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Spoils the good scenario and expects the frame at the right place, with its hints. */
export async function expectFrame({ instead, at, says, hints }: Bad): Promise<void> {
  const text = good.replace(instead[0], instead[1]);
  expect(text).not.toBe(good);
  expect(text, 'where the caret should stand').toContain(at);
  const message = await planText(text);
  const { line, column } = positionOf(text, text.indexOf(at));
  expect(message).toContain(`scenario.yaml:${line}:${column}: ${says}`);
  const frame = message.slice(message.indexOf(says)).split('\n');
  const marked = frame.findIndex((row) => row.startsWith(`> ${line} | `));
  expect(frame[marked + 1]).toMatch(/^ +\| +\^+$|^ +\| \^+$/);
  for (const hint of hints) expect(message).toContain(hint);
}
