/** `proofhouse/contract`: what plugins import from us. */
export { printable } from '#kit/sanitize.ts';
export * from './check.ts';
export * from './client.ts';
export * from './fault.ts';
export * from './figures.ts';
export * from './fold.ts';
export * from './generator.ts';
export * from './history.ts';
export * from './identifiers.ts';
export * from './observer.ts';
export * from './plan.ts';
export * from './process-table.ts';
export * from './report.ts';
export * from './run.ts';
export * from './runtime.ts';
export * from './units.ts';
export * from './venue.ts';
export * from './wording.ts';
