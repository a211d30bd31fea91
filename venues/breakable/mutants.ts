/**
 * The bugs that can be switched on, one at a time, each taken from what real engines get wrong.
 * The value says what the engine then does.
 */
export const mutants = {
  // The cancel path.
  'cancel-swaps-last-into-gap': 'A cancel fills the gap in the queue with the last order.',
  'cancel-orphans-tail': 'A cancel in the middle of a queue loses the orders behind it.',
  'cancel-drops-level': 'A cancel removes the whole price level.',
  'cancel-of-filled-acked': 'A cancel of an order that was filled is confirmed.',
  'cancel-twice-acked': 'A second cancel of the same order is confirmed again.',
  'cancel-ignores-owner': 'Anyone may cancel any order.',
  'cancel-leaves-ghost': 'A confirmed cancel leaves the order in the book.',
  'cancel-tells-original-quantity': 'A cancel reports the first quantity, not what was open.',
  'mass-cancel-one-side': 'A mass cancel forgets the sell side.',
  'mass-cancel-every-account': "A mass cancel takes other accounts' orders too.",
  'reduce-underflows': 'A reduce by more than is open wraps around.',
  'reduce-loses-place': 'A reduce sends the order to the end of its queue.',
  // Priority.
  'partial-fill-demotes-maker': 'A partly filled maker goes to the end of its queue.',
  'lifo-at-price': 'The newest order at a price is filled first.',
  'unstable-insert': 'A fourth order at a price is put into the middle of the queue.',
  'largest-first': 'The largest order at a price is filled first.',
  'worst-price-first': 'The worst price within the limit is filled first.',
  'stale-best-price': 'After the last order at the best price left, the next level is skipped.',
  'best-price-cached': 'An improved best bid is not seen by sells until a trade.',
  // Levels.
  'phantom-level': 'An emptied level stays and stops the sweep.',
  'stale-level-total': 'A cancel does not lower the total of its level, which FOK reads.',
  'symbols-share-asks': 'Sells of a second symbol rest in the book of the first.',
  // The trade.
  'taker-price': "Trades happen at the taker's limit.",
  'taker-price-on-sells': "Trades of selling takers happen at the taker's limit.",
  'first-price-for-all': 'A sweep trades everything at the price of its first level.',
  'maker-taker-swapped': 'Selling takers are reported as makers.',
  'zero-trade': 'A maker that is used up exactly is followed by a trade of zero.',
  'maker-told-by-part': 'A partly filled maker is told under a name of its own.',
  'trades-before-ack': 'An order is told as accepted after its trades.',
  'trade-told-twice': 'A fill that uses up maker and taker is reported twice.',
  'limit-off-by-one': 'Buys trade one tick beyond their limit.',
  // Residuals.
  'residual-lost': 'The rest of a partly filled limit order vanishes.',
  'sweep-stops-after-level': 'A taker stops after one price level and rests crossed.',
  'sweep-stops-after-maker': 'A taker stops after its first maker and rests crossed.',
  'maker-residual-lost': 'A partly filled maker vanishes.',
  // Replace.
  'replace-rests-crossed': 'A replace to a crossing price rests without matching.',
  'replace-forgets-fills': 'A replace after a partial fill gives back the filled lots.',
  'replace-unvalidated': 'A replace takes any price and quantity.',
  'replace-not-atomic': 'A refused replace has already cancelled the order.',
  'replace-larger-keeps-place': 'A replace to a larger quantity keeps its place in the queue.',
  'replace-price-keeps-level': 'A replace changes the price told but not the level.',
  'replace-ignores-owner': 'Anyone may replace any order.',
  // Numbers.
  'narrow-price': 'Prices are kept in 32 bits.',
  'float-quantity': 'Quantities are kept as 32-bit floats.',
  'negative-quantity': 'A negative quantity is accepted.',
  // Time in force and type.
  'ioc-rests': 'The rest of an IOC stays in the book.',
  'ioc-silent': 'The rest of an IOC is dropped without a word.',
  'market-rests': 'The rest of a market order rests at a sentinel price.',
  'market-stops-after-level': 'A market order fills at one price level only.',
  'fok-counts-one-maker': 'FOK looks at the first maker only.',
  'fok-counts-one-level': 'FOK looks at the first level only.',
  'fok-ignores-limit': 'FOK counts liquidity beyond its limit.',
  'fok-fills-partly': 'FOK does what IOC does.',
  'post-only-takes': 'A post-only order takes.',
  'post-only-at-touch': 'A post-only order at the touch is accepted and takes.',
  'min-quantity-ignored': 'A minimum quantity is not looked at.',
  'duplicate-live-id': 'The id of a live order is accepted again.',
  'dead-id-accepted': 'The id of a dead order is accepted again.',
  // Self-trade.
  'self-trade-ignored': 'A self-trade mode is not looked at.',
  'self-trade-wrong-side': 'cancel-maker cancels the taker.',
  'self-trade-decrement-spares-taker': 'decrement takes all of the maker and none of the taker.',
  // Icebergs, stops, OCO.
  'iceberg-shows-all': 'An iceberg trades as if all of it were shown.',
  'iceberg-keeps-place': 'A refreshed iceberg keeps its place in the queue.',
  'stop-wakes-untold': 'A stop trades without being told as triggered.',
  'stop-single-pass': 'Stops woken by a stop stay dormant.',
  'stop-awake': 'A stop matches at once, whatever its trigger.',
  'stop-twice': 'A stop is told as triggered twice.',
  'stop-wrong-direction': 'Sell stops wake when the price rises.',
  'trailing-stays': 'A trailing stop keeps the trigger it came with.',
  'trailing-backs-off': 'The trigger of a trailing stop follows the price both ways.',
  'trailing-too-near': 'A trailing stop follows one tick closer than it should.',
  'oco-both-legs': 'The second leg of an OCO survives the first.',
  // Sessions and risk.
  'halt-trades': 'Orders match during a halt.',
  'bands-ignored': 'Price bands are not looked at.',
  'kill-switch-does-not-block': 'A killed account may send new orders.',
  'kill-switch-leaves-orders': 'The kill switch leaves the orders in the book.',
  'expiry-forgotten': 'Orders past their time stay and trade.',
  'expiry-one-late': 'An order lives through its last moment.',
  'reduce-only-grows': 'A reduce-only order may grow a position.',
  'auction-trades': 'Orders match during an auction.',
  'uncross-first-price': 'The uncross takes the best bid as its price.',
  // Recovery.
  'restore-reverses-queue': 'A restore turns the queue of each level around.',
  'restore-forgets-ids': 'A restore forgets the ids of dead orders.',
  'restore-forgets-fills': 'A restore gives back what had been filled.',
  'restore-forgets-trail': 'A restore sets trailing stops by the last price.',
  'snapshot-sheds-last': 'Taking a snapshot loses the newest order.',
  // Machinery.
  'random-queue': 'Now and then a queue is shuffled by chance.',
  'reject-costs-an-order': 'A refused new order removes the worst bid.',
  'deep-recursion': 'One call deeper a fill: a long sweep ends the process.',
  'loops-on-self-trade': 'Meeting an own order, cancel-maker never ends.',
  'work-grows-with-history': 'Each command looks through every order there ever was.',
  'garbage-after-reject': 'A line that is no event follows a refusal.',
  'cancels-first-in-batch': 'Of the commands in one read, cancels are carried out first.',
  'cut-line-refused': 'A command that arrives in two reads is refused.',
  'wrong-seq': 'The events of a cancel carry the number of the command before.',
} as const;

export type MutantName = keyof typeof mutants;

export const mutantNames = Object.keys(mutants) as MutantName[];

/**
 * Bugs that only show in a process of its own: they would hang or garble whoever hosts them, or lie
 * in how the pipe is read.
 */
export const processMutants: readonly MutantName[] = [
  'loops-on-self-trade',
  'garbage-after-reject',
  'cancels-first-in-batch',
  'cut-line-refused',
];
