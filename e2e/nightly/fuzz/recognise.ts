/**
 * A second opinion on what a command line is, written without the schema: what the parser lets in
 * must be let in here too, or it accepted nonsense.
 */

type Rule = (value: unknown) => boolean;

function isDigits(text: string): boolean {
  if (text.length === 0 || text.length > 19) return false;
  if (text.length > 1 && text[0] === '0') return false;
  return [...text].every((each) => each >= '0' && each <= '9');
}

const time: Rule = (value) => typeof value === 'string' && isDigits(value);
const decimal: Rule = (value) => {
  if (typeof value !== 'string') return false;
  return value.startsWith('-') ? value !== '-0' && isDigits(value.slice(1)) : isDigits(value);
};
const name: Rule = (value) => {
  if (typeof value !== 'string' || value.length < 1 || value.length > 64) return false;
  return [...value].every((each) => each.charCodeAt(0) > 32 && each.charCodeAt(0) < 127);
};
const flag: Rule = (value) => typeof value === 'boolean';
const oneOf =
  (...texts: string[]): Rule =>
  (value) =>
    texts.includes(value as string);
const object: Rule = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Shape {
  readonly must: Record<string, Rule>;
  readonly may: Record<string, Rule>;
}

const session: Shape = { must: {}, may: { symbol: name } };

const shapes = new Map<unknown, Shape>([
  [
    'new',
    {
      must: { id: name, side: oneOf('buy', 'sell'), quantity: decimal },
      may: {
        account: name,
        symbol: name,
        type: oneOf('limit', 'market', 'stop', 'stop-limit', 'trailing-stop'),
        price: decimal,
        tif: oneOf('gtc', 'ioc', 'fok', 'day', 'gtt'),
        expires: time,
        trigger: decimal,
        trail: decimal,
        display: decimal,
        postOnly: flag,
        reduceOnly: flag,
        stp: oneOf('none', 'cancel-taker', 'cancel-maker', 'cancel-both', 'decrement'),
        oco: name,
        minQuantity: decimal,
      },
    },
  ],
  ['cancel', { must: { id: name }, may: { account: name } }],
  ['reduce', { must: { id: name, by: decimal }, may: { account: name } }],
  ['replace', { must: { id: name }, may: { account: name, price: decimal, quantity: decimal } }],
  ['mass-cancel', { must: { account: name }, may: {} }],
  ['kill-switch', { must: { account: name, on: flag }, may: {} }],
  ['halt', session],
  ['resume', session],
  ['auction', session],
  ['uncross', session],
  ['bands', { must: { low: decimal, high: decimal }, may: { symbol: name } }],
  ['time', { must: { at: time }, may: {} }],
  ['snapshot', { must: {}, may: {} }],
  ['restore', { must: { state: object }, may: {} }],
]);

export function isCommand(value: unknown): boolean {
  if (!object(value)) return false;
  const { op, ...rest } = value as Record<string, unknown>;
  const shape = shapes.get(op);
  if (shape === undefined) return false;
  const rules: Record<string, Rule> = { at: time, ...shape.must, ...shape.may };
  const known = Object.entries(rest).every(
    ([key, each]) => Object.hasOwn(rules, key) && rules[key]!(each),
  );
  return known && Object.keys(shape.must).every((key) => Object.hasOwn(rest, key));
}
