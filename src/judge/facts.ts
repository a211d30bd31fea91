import type { EventOf, OperationSent, OrderRead } from '#contract/history.ts';
import type { Outcomes } from '#contract/operations/outcomes.ts';
import { type Column, float32Column, uint32Column } from '#kit/column.ts';

/** What one generator's operations claim, by operation number: 16 bytes each, 20 if replaced. */
export interface GeneratorFacts {
  /** 32 bits of all terms of a new order, or of the price and quantity of a replace. */
  readonly digest: Column;
  /** Lots told executed (new, replace) or cancelled (cancel, mass-cancel). */
  readonly lots: Column;
  /** Price times quantity, told to a reader only: four bytes hold seven digits. */
  readonly notional: Column;
  /**
   * Bit r, below {@link readsMax}: read r shows the operation as it was told; and {@link readBits}.
   */
  readonly reads: Column;
  /** Of an order: its last replace; of a replace: the one before. One higher, so that 0 is none. */
  readonly replace: Column;
}

/** What else the reads show of an order: that some read has it, that some read has it open. */
export const readBits = { present: 0x100_0000, open: 0x200_0000 } as const;

/**
 * Reads that can be told apart; a run makes a few attempts a gateway, before and after the restart.
 */
export const readsMax = 24;

export const lotsMax = 0xffff_ffff;

export type Facts = ReturnType<typeof createFacts>;

/**
 * What was sent and told, packed: a read is compared with it row by row.
 *
 * It does not verify quantities beyond 4,294,967,295 lots exactly (they saturate), and a changed
 * order goes unseen once in four thousand million (its digest has 32 bits).
 */
export function createFacts() {
  const generators: GeneratorFacts[] = [];
  const symbols = new Map<string, number>();
  const symbolNumber = (symbol: string): number => {
    let number = symbols.get(symbol);
    if (number === undefined) {
      number = symbols.size + 1;
      symbols.set(symbol, number);
    }
    return number;
  };
  const digestOf = (order: OperationSent | OrderRead): number => {
    const price = order.price ?? 0;
    const quantity = order.quantity ?? 0;
    const times = order.tif === 'ioc' ? 4 : order.tif === 'fok' ? 12 : 8;
    const special = (order.market ? 16 : 0) + (order.postOnly ? 32 : 0);
    const kinds = (order.side === 'buy' ? 1 : 2) + times + special;
    const hash = mix(0x9e3779b9, kinds + symbolNumber(order.symbol) * 64);
    return mix(hash ^ termsDigest(price, quantity), order.account) >>> 0;
  };
  return {
    generators,
    digestOf,
    on: {
      generator({ gen }: EventOf<'generator'>) {
        generators[gen] = {
          digest: uint32Column(),
          lots: uint32Column(),
          notional: float32Column(),
          reads: uint32Column(),
          replace: uint32Column(),
        };
      },
      sent(event: OperationSent) {
        const facts = generators[event.gen];
        if (facts === undefined) return;
        const { kind, op, price = 0, quantity = 0, target } = event;
        if (kind === 'cancel' || kind === 'mass-cancel') return;
        facts.notional.set(op, price * quantity);
        if (kind === 'new') facts.digest.set(op, digestOf(event));
        else {
          facts.digest.set(op, termsDigest(price, quantity));
          if (target === undefined) return;
          facts.replace.set(op, facts.replace.get(target));
          facts.replace.set(target, op + 1);
        }
      },
      told(event: EventOf<'told'>) {
        const facts = generators[event.gen];
        if (facts === undefined || event.outcome !== 'accepted') return;
        const { op, quantity = 0 } = event;
        const lots = Math.min(quantity, lotsMax);
        if (lots > facts.lots.get(op)) facts.lots.set(op, lots);
      },
    },
  };
}

export function termsDigest(price: number, quantity: number): number {
  const hash = mix(mix(0x85ebca6b, price | 0), price / 0x1_0000_0000);
  return mix(mix(hash, quantity | 0), quantity / 0x1_0000_0000) >>> 0;
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ (value | 0), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

/** One number for an operation, for sets and maps. */
export function operationKey(gen: number, op: number): number {
  return gen * 0x1_0000_0000 + op;
}

export function operationName(outcomes: Outcomes, gen: number, op: number): string {
  return `${outcomes.generators[gen]?.declared.id ?? `generator ${gen}`}-${op}`;
}
