import type { GatewayAddress } from '#contract/client.ts';
import type { Lane } from '#contract/history.ts';
import type { PlannedLoad } from '#contract/plan.ts';
import type { OrderKind } from '#contract/venue.ts';

/** Everything a load process needs to know, as JSON. */
export interface LoadSetup {
  readonly gen: number;
  readonly load: Pick<PlannedLoad, 'id' | 'generator' | 'options' | 'seed'>;
  readonly client: { readonly name: string; readonly options: unknown };
  readonly gateways: readonly GatewayAddress[];
  readonly symbols: readonly string[];
  readonly offers?: readonly OrderKind[];
  readonly runTag: string;
  /** Monotonic nanoseconds of the run's beginning, as decimal text. */
  readonly originNs: string;
}

/** What the harness asks of a load process, one JSON object a line on its standard input. */
export type LoadCommand =
  | { readonly do: 'setup'; readonly setup: LoadSetup }
  | { readonly do: 'ping' }
  | { readonly do: 'begin' }
  | { readonly do: 'stop' }
  | { readonly do: 'drain'; readonly timeoutMs: number }
  | { readonly do: 'deliver-twice'; readonly everyNth: number }
  | { readonly do: 'multiply'; readonly factor: number };

/** What it answers to each, on descriptor 3 between the events. */
export interface LoadAnswers {
  readonly setup: {
    readonly lanes: readonly Lane[];
    readonly ratePerSecond: number;
    readonly witness: boolean;
  };
  /** Microseconds since the run's beginning on the load process's clock. */
  readonly ping: { readonly nowUs: number };
  readonly begin: { readonly beganUs: number };
  readonly stop: { readonly sent: number };
  readonly drain: { readonly unanswered: number };
  readonly 'deliver-twice': object;
  /** False of a witness: it measures, and goes on as it was. */
  readonly multiply: { readonly heeded: boolean };
}

export type LoadReply = { readonly reply: number; readonly answer: unknown };
