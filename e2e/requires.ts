/**
 * What a test cannot do without and a machine may lack. `PROOFHOUSE_REQUIRE` (names, separated by
 * commas) says what this machine must have: there, a test that lacks it fails instead of skipping.
 */
export function available(name: 'chromium' | 'disk-image', found: boolean): boolean {
  const required = (process.env.PROOFHOUSE_REQUIRE ?? '').split(',');
  if (!found && required.includes(name)) {
    throw new Error(`PROOFHOUSE_REQUIRE names ${name}, but it is not to be had on this machine`);
  }
  return found;
}
