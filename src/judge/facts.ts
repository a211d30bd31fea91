import type { EventOf, OperationSent, OrderRead } from '#contract/history.ts';
import type { Outcomes } from '#contract/operations/outcomes.ts';
import { type Column, float32Column, uint32Column } from '#kit/column.ts';

/** What one generator's operations claim, by operation number: 16 bytes each. */
export interface GeneratorFacts {
  /** 32 bits of side, price, quantity, account, symbol and time in force of a new order. */
  readonly digest: Column;
  /** Lots told executed (new) or cancelled (cancel). */
  readonly lots: Column;
  /** Price times quantity, told to a reader only: four bytes hold seven digits. */
  readonly notional: Column;
  /**
   * Bit r, below {@link readsMax}: read r shows the operation as it was told; and {@link readBits}.
   */
  readonly reads: Column;
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
    const kinds = (order.side === 'buy' ? 1 : 2) + (order.tif === 'ioc' ? 4 : 8);
    let hash = mix(0x9e3779b9, kinds + symbolNumber(order.symbol) * 16);
    hash = mix(mix(hash, price | 0), price / 0x1_0000_0000);
    hash = mix(mix(hash, quantity | 0), quantity / 0x1_0000_0000);
    return mix(hash, order.account) >>> 0;
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
        };
      },
      sent(event: OperationSent) {
        const facts = generators[event.gen];
        if (facts === undefined) return;
        if (event.kind === 'cancel') return;
        facts.digest.set(event.op, digestOf(event));
        facts.notional.set(event.op, (event.price ?? 0) * (event.quantity ?? 0));
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
