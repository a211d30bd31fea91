import { test } from 'vitest';
import { type Bad, expectFrame } from './spoil.testing.ts';

const cases: Bad[] = [
  {
    name: 'a limit finer than the witness sees',
    instead: ['max: 2s', 'max: 500ms'],
    at: '500ms, redundancy',
    says: 'a limit of 500 ms needs a resolution of 50 ms or better; the witness sees each lane every 60 ms',
    hints: ["raise the witness's rate to at least 240/s, or allow at least 600ms"],
  },
  {
    name: 'a hold in which too little happens',
    instead: ['hold: 1s', 'hold: 500ms'],
    at: '500ms}',
    says: 'a hold of 500 ms contains 8 operations of a lane',
    hints: ['hold at least 600ms'],
  },
  {
    name: 'a recovery that ends before its limit',
    instead: ['recovery: {max: 12s', 'recovery: {max: 8s'],
    at: '8s, hold',
    says: 'a recovery of 8000 ms ends before its limit and hold have passed',
    hints: ['expected at least 11000ms'],
  },
  {
    name: 'redundancy before service',
    instead: ['redundancy: 10s', 'redundancy: 1s'],
    at: '1s}\n  rpo',
    says: 'redundancy cannot be back before service is',
    hints: ['expected at least 2000ms'],
  },
  {
    name: 'too few samples for the ratio',
    instead: ['ratio: 99%', 'ratio: 99.9%'],
    at: '320',
    says: '320 samples cannot show a ratio of 99.9%',
    hints: ['expected at least 3000, which is 3 / (1 - ratio)'],
  },
  {
    name: 'more samples than the phase gives',
    instead: ['minSamples: 320', 'minSamples: 500'],
    at: 'baseline], min',
    says: 'baseline gives 400 samples: 200/s for 2000 ms',
    hints: ['500 are wanted: make baseline at least 2500ms long'],
  },
  {
    name: 'a ratio that no sample can show',
    instead: ['ratio: 99%', 'ratio: 100%'],
    at: '100%',
    says: 'no sample can show this ratio',
    hints: ['less than 100%'],
  },
  {
    name: 'an objective over a load that does not exist',
    instead: ['minSamples: 320', 'minSamples: 320, load: witnes'],
    at: 'witnes}',
    says: 'there is no load "witnes"',
    hints: ['did you mean "witness"?'],
  },
  {
    name: 'a run that nobody watches',
    instead: ['  - {id: witness, generator: witness, rate: 200/s}\n', ''],
    at: 'load:',
    says: 'nobody would see: there is no witness',
    hints: ['add e.g. {id: witness, generator: witness, rate: 200/s}'],
  },
  {
    name: 'survival without a limit',
    instead: ['  rto: {max: 2s, redundancy: 10s}\n', ''],
    at: 'objectives:',
    says: '"rto" is missing',
    hints: ['expected e.g. {max: 2s}'],
  },
];

test.each(cases)('limits: $name', expectFrame);
