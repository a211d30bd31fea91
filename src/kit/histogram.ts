/**
 * A histogram of non-negative integers with a relative error of at most 1/64: exact below 64, then
 * 64 buckets a power of two. Constant memory, whatever is counted.
 */
export interface Histogram {
  add(value: number): void;
  readonly count: number;
  readonly max: number;
  /** Smallest bucket bound that at least `share` of the values do not exceed; null of nothing. */
  percentile(share: number): number | null;
}

const subBits = 6;
const subBuckets = 1 << subBits;
const powers = 48;

export function createHistogram(): Histogram {
  const buckets = new Uint32Array(subBuckets * (powers + 1));
  let count = 0;
  let max = 0;
  return {
    add(value) {
      const whole = value < 0 ? 0 : Math.floor(value);
      const bucket = bucketOf(whole);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
      count += 1;
      if (whole > max) max = whole;
    },
    get count() {
      return count;
    },
    get max() {
      return max;
    },
    percentile(share) {
      if (count === 0) return null;
      let left = Math.max(1, Math.ceil(share * count));
      for (let bucket = 0; bucket < buckets.length; bucket += 1) {
        left -= buckets[bucket] as number;
        if (left <= 0) return Math.min(max, upperBound(bucket));
      }
      return max;
    },
  };
}

function bucketOf(value: number): number {
  if (value < subBuckets) return value;
  const power = Math.min(powers, Math.floor(Math.log2(value)) - subBits + 1);
  return power * subBuckets + Math.min(subBuckets - 1, Math.floor(value / 2 ** power));
}

function upperBound(bucket: number): number {
  const power = Math.floor(bucket / subBuckets);
  return power === 0 ? bucket : ((bucket % subBuckets) + 1) * 2 ** power - 1;
}
