import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type AppParts, createApp, createServices } from '#api/app.ts';
import type { Services } from '#api/services/index.ts';

export interface Running {
  server: Server;
  services: Services;
  /** Address to open, with the port that was taken. */
  url: string;
  close(): Promise<void>;
}

/**
 * Listens with the tile handler in front of the framework.
 *
 * @param port 0 takes any free one
 * @throws the system's error when the address cannot be taken
 */
export async function listen(parts: AppParts, host: string, port: number): Promise<Running> {
  const services = createServices(parts);
  const app = createApp(parts, services);
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    if (!services.tiles.handle(request, response)) void answer(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  // What a stop or a crash left half written goes on; meanwhile everybody is answered.
  void services.issueImports.resume().catch((error: unknown) => {
    const { message, errors = [] } = error as Partial<AggregateError>;
    parts.log([message, ...errors.map((each: Error) => each.stack)].join('\n'));
  });
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  services.supervisionDeliveries.start();
  return {
    server,
    services,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await services.issueImports.close();
      await services.supervisionDeliveries.stop();
      await services.jobs.close();
      await services.statistics.close();
      services.tiles.close();
      await parts.store.close();
      parts.access.close();
    },
  };
}
