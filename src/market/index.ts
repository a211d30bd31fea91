/** The published entry `proofhouse/market`: the model, its conventions and the stream. */
export {
  type ConventionName,
  type Conventions,
  completeConventions,
  conventionNames,
  conventions,
  conventionsSchema,
  type DeclaredConventions,
  defaultConventions,
  flippedConventions,
} from './conventions.ts';
export { digestOf } from './digest.ts';
export {
  type Book,
  createBook,
  defaultInstrument,
  type Instrument,
  type Sink,
} from './model/book.ts';
export {
  bestAsk,
  bestBid,
  cancel,
  cancelAll,
  isLive,
  openOf,
  priceOf,
  reduce,
  replace,
  setBands,
  submit,
} from './model/core.ts';
export { createModel } from './model/market.ts';
export {
  buy,
  fokBit,
  iocBit,
  marketBit,
  postOnlyBit,
  reduceOnlyBit,
  type Side,
  selfTradeFlags,
  sell,
} from './model/order-flags.ts';
export type {
  BookView,
  CreateModel,
  MarketState,
  Model,
  Profile,
  RestingOrder,
} from './model/types.ts';
