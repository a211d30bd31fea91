import { expect, test } from 'vitest';
import { sample } from '#contract/sample.ts';
import { createServices } from './services.ts';

function told(...events: Parameters<typeof sample<'service'>>[1][]) {
  const services = createServices();
  for (const fields of events) services.on.service(sample('service', fields));
  return services;
}

const leader = { service: 'engine-a', leader: true, inSync: true, epoch: 1 };

test('a gateway that speaks of sync is no standby', () => {
  const gateway = { service: 'gateway-a', role: 'gateway', inSync: true };
  const services = told(leader, { ...gateway, atUs: 5 });
  expect(services.tellsSync()).toBe(false);
  expect(services.inSyncSince(0, 10)).toBeNull();
});

test('redundancy is back when a standby is in sync again, for good', () => {
  const standby = { service: 'engine-b', leader: false };
  const services = told(
    leader,
    { ...standby, inSync: true, atUs: 1 },
    { ...standby, inSync: false, atUs: 10 },
    { ...standby, inSync: true, atUs: 30 },
  );
  expect(services.inSyncSince(5, 20)).toBeNull();
  expect(services.inSyncSince(5, 40)).toBe(30);
  expect(services.inSyncSince(32, 40)).toBe(32);
});
