import { describe, expect, test } from 'vitest';
import { dark, light } from './style.ts';

type Rgb = readonly [number, number, number];

/** Colours of a theme by name, in linear light. */
function theme(tokens: string): Map<string, Rgb> {
  const pairs = [...tokens.matchAll(/--([\w-]+):#([0-9a-f]{3,6})/g)];
  return new Map(pairs.map(([, name, hex]) => [name as string, linear(hex as string)]));
}

function linear(hex: string): Rgb {
  const full = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex;
  return [0, 2, 4].map((at) => {
    const value = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Machado, Oliveira and Fernandes (2009), severity 1.0. */
const eyes = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

function seen(colour: Rgb, matrix: (typeof eyes)[keyof typeof eyes]): Rgb {
  return matrix.map((row) =>
    Math.max(0, row[0] * colour[0] + row[1] * colour[1] + row[2] * colour[2]),
  ) as unknown as Rgb;
}

/** Distance in Oklab; 0.02 is just noticeable. */
function distance(a: Rgb, b: Rgb): number {
  const [p, q] = [oklab(a), oklab(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

describe.each([
  ['light', theme(light)],
  ['dark', theme(dark)],
])('colours on %s paper', (_name, colours) => {
  const of = (name: string) => colours.get(name) as Rgb;

  test.each(['ink', 'quiet', 'ok', 'bad', 'unknown', 'blue'])('%s text is readable', (name) => {
    for (const ground of ['paper', 'panel']) {
      expect(contrast(of(name), of(ground)), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(['ok', 'bad', 'unknown'])('%s is readable on its own ground', (name) => {
    expect(contrast(of(name), of(`${name}-soft`))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('ink'), of(`${name}-soft`))).toBeGreaterThanOrEqual(7);
  });

  test.each(Object.entries(eyes))('ok, bad and unknown stay apart with %s', (_eye, matrix) => {
    const [ok, bad, unknown] = ['ok', 'bad', 'unknown'].map((name) => seen(of(name), matrix)) as [
      Rgb,
      Rgb,
      Rgb,
    ];
    expect(distance(ok, bad)).toBeGreaterThan(0.06);
    expect(distance(ok, unknown)).toBeGreaterThan(0.06);
    expect(distance(bad, unknown)).toBeGreaterThan(0.06);
  });
});
