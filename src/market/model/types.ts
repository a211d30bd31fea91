import type { DeclaredConventions } from '../conventions.ts';
import type { Command, DeclaredInstrument, StreamEvent } from '../stream/schema.ts';

/** What the model must know of an engine before it can judge it: its hello carries both. */
export interface Profile {
  readonly conventions?: DeclaredConventions | undefined;
  /** Without them every symbol exists, with the default limits. */
  readonly instruments?: readonly DeclaredInstrument[] | undefined;
}

/** One resting order as the book shows it, in priority order. */
export interface RestingOrder {
  readonly id: string;
  readonly account: string;
  readonly price: string;
  /** All that is open, hidden part included. */
  readonly quantity: string;
  /** The part that is shown; differs from the quantity only for icebergs. */
  readonly shown: string;
}

/** A symbol's book: best price first, within a price the first to execute first. */
export interface BookView {
  readonly bids: readonly RestingOrder[];
  readonly asks: readonly RestingOrder[];
  readonly phase: 'open' | 'halted' | 'auction';
}

/** A snapshot's content: plain JSON, of no promise beyond one version of the model. */
export type MarketState = Record<string, unknown>;

/**
 * A matching model over the stream: the fast one (`createModel`) and the plain one
 * (`createPlainModel`) both have this shape and answer alike.
 */
export interface Model {
  /**
   * Applies one command (already validated by the schema) and returns its events, the `done`
   * included, numbered one higher with each call. Never throws for what a market can be told.
   */
  apply(command: Command): StreamEvent[];
  /** The resting orders of a symbol; empty for one that was never named. */
  book(symbol: string): BookView;
  /** Symbols in the order of their first use. */
  symbols(): readonly string[];
  /** SHA-256 over the priority-ordered book; see `digest.ts` for the exact text. */
  digest(): string;
  snapshot(): MarketState;
  /** Replaces everything but the command numbering; throws for a state it cannot read. */
  restore(state: MarketState): void;
}

/** The signature both models are made by. */
export type CreateModel = (profile?: Profile, options?: { digest?: boolean }) => Model;
