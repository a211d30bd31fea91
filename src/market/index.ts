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
export { compareAnswers, tellAnswer } from './evidence/compare.ts';
export {
  createDraft,
  type Draft,
  defineSource,
  drawChange,
  drawNew,
  mix,
  percent,
  pick,
  put,
  type StreamSource,
  sweepAll,
} from './evidence/draw.ts';
export { judgeStream, type StreamJudge } from './evidence/judge-stream.ts';
export { type Ledger, liveOrders, positionOf, symbolOf } from './evidence/ledger.ts';
export {
  bestQueue,
  bookOf,
  type OrderRecord,
  opposite,
  reaches,
} from './evidence/ledger-book.ts';
export {
  type Answer,
  type Breach,
  type Case,
  type CaseOutcome,
  type Delivery,
  defineInvariant,
  defineRelation,
  type Invariant,
  type InvariantContext,
  type PlacedBreach,
  type PropertyPlugin,
  type Relation,
} from './evidence/property.ts';
export {
  areOrdinary,
  arePricesOrdinary,
  chooseIndex,
  drawStranger,
  endsOrdinarily,
  firstSymbol,
  greatestTrail,
  insertAt,
  isNamedElsewhere,
  isPlainLimit,
  ledgerAfter,
  mapFields,
  numbersIn,
  onlyAccepted,
  priceFields,
  quantityFields,
  strangerAccount,
  tellTrades,
  tradedQuantity,
  tradesOf,
  usesField,
  usesOp,
} from './evidence/relate.ts';
export { commandShortHand, eventShortHand, parseShortHand } from './evidence/short-hand.ts';
export type { OrderExtras } from './model/admission.ts';
export { openAuction, uncross } from './model/auction.ts';
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
  expire,
  halt,
  isLive,
  openOf,
  priceOf,
  reduce,
  replace,
  resume,
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
export { type StopTerms, submitStop } from './model/stops.ts';
export type {
  BookView,
  CreateModel,
  MarketState,
  Model,
  Profile,
  RestingOrder,
} from './model/types.ts';
export {
  formatLine,
  MalformedLine,
  parseCommand,
  parseEvent,
  parseHello,
} from './stream/codec.ts';
export type { Capability, Command, Hello, StreamEvent } from './stream/schema.ts';
