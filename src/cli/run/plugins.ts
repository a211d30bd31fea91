import { loadPlugin, loadPlugins } from '#catalogue';
import type { CheckPlugin } from '#contract/check.ts';
import type { ClientPlugin } from '#contract/client.ts';
import type { FaultPlugin, InjectorPlugin } from '#contract/fault.ts';
import type { ObserverPlugin } from '#contract/observer.ts';
import type { Plan } from '#contract/plan.ts';
import type { RuntimePlugin } from '#contract/runtime.ts';
import type { VenuePlugin } from '#contract/venue.ts';
import type { Plugins } from '#run/context.ts';

/** Everything that a plan needs, by name. */
export async function pluginsOf(plan: Plan): Promise<Plugins> {
  const [venue, runtime, client, faults, injectors, observers, checks] = await Promise.all([
    loadPlugin<VenuePlugin>('venue', plan.venue.name),
    loadPlugin<RuntimePlugin>('runtime', plan.runtime),
    loadPlugin<ClientPlugin>('client', plan.venue.client),
    loadPlugins<FaultPlugin>('fault'),
    loadPlugins<InjectorPlugin>('injector'),
    loadPlugins<ObserverPlugin>('observer'),
    loadPlugins<CheckPlugin>('check'),
  ]);
  return { venue, runtime, client, faults, injectors, observers, checks };
}
