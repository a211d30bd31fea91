import { expect, test } from 'vitest';
import {
  type Conventions,
  conventionNames,
  conventions,
  defaultConventions,
} from '../conventions.ts';
import {
  createDraw,
  drawCommand,
  drawConventions,
  type HostileOptions,
} from '../hostile-commands.ts';
import { createPlainModel } from '../plain/plain.ts';
import type { Command, DeclaredInstrument, StreamEvent } from '../stream/schema.ts';
import { createModel } from './market.ts';
import type { Profile } from './types.ts';

/** The state inside a snapshot is each model's own. */
function comparable(events: StreamEvent[]): StreamEvent[] {
  return events.map((event) => (event.event === 'snapshot' ? { ...event, state: {} } : event));
}

/** Plays one seeded stream to both models; throws with the whole stream at the first difference. */
function play(seed: number, profile: Profile, options: HostileOptions, length: number): void {
  const draw = createDraw(seed);
  const fast = createModel(profile, { digest: true });
  const plain = createPlainModel(profile, { digest: true });
  const commands: Command[] = [];
  for (let n = 0; n < length; n++) {
    const command = drawCommand(draw, options, n * 20);
    commands.push(command);
    const got = comparable(fast.apply(command));
    const expected = comparable(plain.apply(command));
    if (JSON.stringify(got) !== JSON.stringify(expected)) {
      const lines = commands.map((each) => JSON.stringify(each)).join('\n');
      expect(got, `seed ${seed}, ${JSON.stringify(profile)}\n${lines}`).toEqual(expected);
    }
    // A snapshot anywhere changes nothing of what comes after.
    if (draw(50) === 0) fast.restore(JSON.parse(JSON.stringify(fast.snapshot())));
    if (draw(50) === 0) plain.restore(plain.snapshot());
  }
  for (const symbol of plain.symbols()) expect(fast.book(symbol)).toEqual(plain.book(symbol));
}

const mixes: HostileOptions[] = [
  { ids: 1000, accounts: 5, special: 0, sessions: 0 },
  { ids: 60, accounts: 3, special: 30, sessions: 2 },
  { ids: 12, accounts: 1, special: 70, sessions: 1 },
  { ids: 12, accounts: 2, special: 90, sessions: 0 },
  { ids: 40, accounts: 3, special: 90, sessions: 8 },
];

const instruments: DeclaredInstrument[] = [
  { symbol: 'X', tick: '2', lot: '3', priceMin: '90', priceMax: '104', quantityMax: '12' },
];

test('both models answer alike with the default conventions', () => {
  for (const [n, mix] of mixes.entries()) {
    for (let seed = 0; seed < 10; seed++) play(seed * 10 + n, {}, mix, 300);
  }
});

test('both models answer alike with every single convention flipped', () => {
  for (const name of conventionNames) {
    for (const value of conventions[name].values) {
      const flipped = { ...defaultConventions, [name]: value } as Conventions;
      for (const [n, mix] of mixes.entries()) play(n + 7, { conventions: flipped }, mix, 300);
    }
  }
});

test('both models answer alike with any conventions and limits', () => {
  for (let seed = 0; seed < 40; seed++) {
    const drawn = drawConventions(createDraw(seed ^ 0x5eed));
    const profile = { conventions: drawn, ...(seed % 4 === 0 ? { instruments } : {}) };
    play(seed, profile, mixes[seed % mixes.length]!, 300);
  }
});
