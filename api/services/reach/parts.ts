import type { ServiceContext } from '#api/services/context.ts';
import type { Statistics } from '#api/services/statistics.ts';
import type { ServiceStore } from '#api/store/serviceStore.ts';
import type { ServiceSettings } from '#geodata/service/types.ts';

/** What everything about reach is built from. */
export interface ReachParts {
  context: ServiceContext;
  statistics: Statistics;
  services: ServiceStore;
  settings: () => Promise<ServiceSettings>;
}
