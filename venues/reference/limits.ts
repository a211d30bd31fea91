/** The highest price in ticks and the highest quantity in lots. */
export const amountMax = 1_000_000_000_000;
