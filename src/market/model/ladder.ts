/**
 * The price ladder of one side: a radix trie over prices, five bits a digit, whose leaves name
 * price levels. Finding a level, its neighbour, or the quantity up to a price takes one step per
 * digit, whatever the number of levels. Nodes live in typed arrays and are recycled.
 *
 * Prices are integers from 0 to 2^53 - 1. Every node but the root has at least one child.
 */
export interface Ladder {
  /** node * 32 + digit → child node, or level below the last digit; valid where the mask says. */
  child: Int32Array;
  mask: Int32Array;
  parent: Int32Array;
  /** Quantity of all levels below the node, in lots. */
  sum: Float64Array;
  root: number;
  /** Digits from the root to a level. */
  height: number;
  /** The first price that needs another digit. */
  reach: number;
  /** First free node, linked through `parent`; -1 at its end. */
  free: number;
  used: number;
  /** The best level of this side, or -1. Kept by the book. */
  best: number;
}

const none = -1;

export function createLadder(): Ladder {
  // Few at first: a stream may name any number of symbols, and each has two ladders.
  const nodes = 8;
  return {
    child: new Int32Array(nodes * 32),
    mask: new Int32Array(nodes),
    parent: new Int32Array(nodes).fill(none),
    sum: new Float64Array(nodes),
    root: 0,
    height: 3,
    reach: 32 ** 3,
    free: none,
    used: 1,
    best: none,
  };
}

/** The digit of a price at a height; `price | 0` keeps its low 32 bits. */
function digitOf(price: number, height: number): number {
  return height < 6
    ? ((price | 0) >>> (5 * height)) & 31
    : (Math.floor(price / 2 ** 30) >>> (5 * (height - 6))) & 31;
}

function enlarge(ladder: Ladder): void {
  const nodes = ladder.mask.length * 2;
  const child = new Int32Array(nodes * 32);
  const mask = new Int32Array(nodes);
  const parent = new Int32Array(nodes);
  const sum = new Float64Array(nodes);
  child.set(ladder.child);
  mask.set(ladder.mask);
  parent.set(ladder.parent);
  sum.set(ladder.sum);
  Object.assign(ladder, { child, mask, parent, sum });
}

function takeNode(ladder: Ladder): number {
  let node = ladder.free;
  if (node === none) {
    if (ladder.used === ladder.mask.length) enlarge(ladder);
    node = ladder.used++;
  } else ladder.free = ladder.parent[node]!;
  ladder.mask[node] = 0;
  ladder.sum[node] = 0;
  ladder.parent[node] = none;
  return node;
}

function releaseNode(ladder: Ladder, node: number): void {
  ladder.parent[node] = ladder.free;
  ladder.free = node;
}

/** Puts a new root above the old one, so that 32 times as many prices fit. */
function heighten(ladder: Ladder): void {
  const old = ladder.root;
  ladder.height += 1;
  ladder.reach *= 32;
  if (ladder.mask[old] === 0) return;
  const root = takeNode(ladder);
  ladder.child[root << 5] = old;
  ladder.mask[root] = 1;
  ladder.sum[root] = ladder.sum[old]!;
  ladder.parent[old] = root;
  ladder.root = root;
}

/** The lowest node on the way to a price, made if need be. Its slot may still be empty. */
export function leafFor(ladder: Ladder, price: number): number {
  while (price >= ladder.reach) heighten(ladder);
  let node = ladder.root;
  for (let height = ladder.height - 1; height > 0; height--) {
    const digit = digitOf(price, height);
    if ((ladder.mask[node]! >>> digit) & 1) node = ladder.child[(node << 5) + digit]!;
    else {
      const made = takeNode(ladder);
      ladder.child[(node << 5) + digit] = made;
      ladder.mask[node]! |= 1 << digit;
      ladder.parent[made] = node;
      node = made;
    }
  }
  return node;
}

/** The level at a price of this leaf, or -1. */
export function levelIn(ladder: Ladder, leaf: number, price: number): number {
  const digit = price & 31;
  return (ladder.mask[leaf]! >>> digit) & 1 ? ladder.child[(leaf << 5) + digit]! : none;
}

export function putLevel(ladder: Ladder, leaf: number, price: number, level: number): void {
  const digit = price & 31;
  ladder.child[(leaf << 5) + digit] = level;
  ladder.mask[leaf]! |= 1 << digit;
}

/** Takes a level out, with the nodes that are empty after it. Its sum must already be gone. */
export function removeLevel(ladder: Ladder, leaf: number, price: number): void {
  let node = leaf;
  for (let height = 0; height < ladder.height; height++) {
    const rest = ladder.mask[node]! & ~(1 << digitOf(price, height));
    ladder.mask[node] = rest;
    if (rest !== 0 || node === ladder.root) return;
    const up = ladder.parent[node]!;
    releaseNode(ladder, node);
    node = up;
  }
}

/** Adds a quantity (or takes it, when negative) to every node above a level. */
export function addQuantity(ladder: Ladder, leaf: number, quantity: number): void {
  for (let node = leaf; node !== none; node = ladder.parent[node]!) ladder.sum[node]! += quantity;
}

/** The level with the next higher price, or -1. */
export function levelAbove(ladder: Ladder, leaf: number, price: number): number {
  let node = leaf;
  for (let height = 0; height < ladder.height; height++) {
    const rest = ladder.mask[node]! & (-2 << digitOf(price, height));
    if (rest !== 0) return edge(ladder, node, height, rest, true);
    node = ladder.parent[node]!;
  }
  return none;
}

/** The level with the next lower price, or -1. */
export function levelBelow(ladder: Ladder, leaf: number, price: number): number {
  let node = leaf;
  for (let height = 0; height < ladder.height; height++) {
    const rest = ladder.mask[node]! & ((1 << digitOf(price, height)) - 1);
    if (rest !== 0) return edge(ladder, node, height, rest, false);
    node = ladder.parent[node]!;
  }
  return none;
}

/** The lowest or highest level below a node, beginning with the given children of it. */
function edge(ladder: Ladder, from: number, height: number, among: number, low: boolean): number {
  let node = from;
  let mask = among;
  for (let left = height; ; left--) {
    const digit = low ? 31 - Math.clz32(mask & -mask) : 31 - Math.clz32(mask);
    const child = ladder.child[(node << 5) + digit]!;
    if (left === 0) return child;
    node = child;
    mask = ladder.mask[node]!;
  }
}

/**
 * The quantity at prices up to and including `price`, from below (asks) or from above (bids), in
 * lots. One step a digit, at most 32 siblings each. `totals` are the quantities of the levels.
 */
export function quantityThrough(
  ladder: Ladder,
  price: number,
  fromBelow: boolean,
  totals: Float64Array,
): number {
  if (price >= ladder.reach) return fromBelow ? ladder.sum[ladder.root]! : 0;
  let total = 0;
  let node = ladder.root;
  for (let height = ladder.height - 1; height >= 0; height--) {
    const digit = digitOf(price, height);
    const mask = ladder.mask[node]!;
    let beyond = fromBelow ? mask & ((1 << digit) - 1) : mask & (-2 << digit);
    while (beyond !== 0) {
      const bit = beyond & -beyond;
      const child = ladder.child[(node << 5) + 31 - Math.clz32(bit)]!;
      total += height === 0 ? totals[child]! : ladder.sum[child]!;
      beyond ^= bit;
    }
    if (!((mask >>> digit) & 1)) return total;
    node = ladder.child[(node << 5) + digit]!;
  }
  return total + totals[node]!;
}
