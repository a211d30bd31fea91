/** What several rows of the table say of a red, or of a run that stays green. */
export const noFailover = 'without a failover the defect never acts';

/** A loss is told three times: in orders, as a check, by orders that a lost cancel left open. */
export const losses = {
  rpo: 'the same losses, in orders',
  'no-lost-acknowledged': 'the same losses, as a check',
  'no-resurrected-order': 'a lost cancel leaves its order open',
};

/** The feed tells what its leader acknowledged: what is lost was told there, too. */
export const feedTookBack = {
  'gapless-feed': 'the feed begins again before what it had told',
  'each-trade-once-everywhere': 'the feed told of trades that are lost',
};
