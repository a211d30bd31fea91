const needs = ['docker', 'kubernetes', 'k6', 'toxiproxy', 'browser', 'disk-image'] as const;

/**
 * What a test cannot do without and a machine may lack. `PROOFHOUSE_REQUIRE` (names, separated by
 * commas) says what this machine must have: there, a test that lacks it fails instead of skipping.
 */
export function available(name: (typeof needs)[number], found: boolean): boolean {
  const required = (process.env.PROOFHOUSE_REQUIRE ?? '').split(',').filter((one) => one !== '');
  const unknown = required.find((one) => !needs.some((need) => need === one));
  // A name that nobody reads would require nothing, and look as if it did.
  if (unknown !== undefined) {
    throw new Error(`PROOFHOUSE_REQUIRE names ${unknown}, expected any of ${needs.join(', ')}`);
  }
  if (!found && required.includes(name)) {
    throw new Error(`PROOFHOUSE_REQUIRE names ${name}, but it is not to be had on this machine`);
  }
  return found;
}
