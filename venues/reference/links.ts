/** A connection that a service opens; `variable` of `from` holds host:port of `to`. */
type Link = { from: string; to: string; port: string; variable: string };

/** Every link of the venue, each with a variable of its own, so that a proxy can be put into it. */
export function linksOf(gateways: readonly string[], engines: readonly string[]): Link[] {
  const variable = (engine: string) => engine.toUpperCase().replace('-', '_');
  const link = (from: string, to: string, port: string, name: string): Link => ({
    from,
    to,
    port,
    variable: name,
  });
  return [
    ...[...gateways, 'market-data'].flatMap((name) =>
      engines.map((engine) => link(name, engine, 'entry', variable(engine))),
    ),
    link('engine-a', 'engine-b', 'replication', 'PEER'),
    link('engine-b', 'engine-a', 'replication', 'PEER'),
    ...engines.map((engine) => link(engine, 'controller', 'control', 'CONTROLLER')),
  ];
}
