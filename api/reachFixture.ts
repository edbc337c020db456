import { statisticsWork } from '#api/jobs/statistics/work.ts';
import type { ReachParts } from '#api/services/reach/parts.ts';
import { PriorityService } from '#api/services/reach/priority.ts';
import { Reckoning } from '#api/services/reach/reckoning.ts';
import { Travels } from '#api/services/reach/travels.ts';
import { ReachService } from '#api/services/reach.ts';
import { SitingService } from '#api/services/siting.ts';
import type { TestInterface } from '#api/squaresFixture.ts';
import type { KeptNetwork, KeptSiting, ServiceStore } from '#api/store/serviceStore.ts';
import { type LonLat, OPEN_END, type SubjectType } from '#geodata/model.ts';
import type { ServicePoint, ServiceSettings } from '#geodata/service/types.ts';

export interface MemorySubject {
  type: SubjectType;
  tags: readonly string[];
  home: string;
  position: LonLat | null;
}

export const SETTINGS: ServiceSettings = {
  kinds: [
    { id: 'station', name: { zh: '站点', en: 'Station' }, form: 'fixed' },
    { id: 'bus', name: { zh: '大巴', en: 'Bus' }, form: 'moving' },
  ],
  services: [{ id: 'card', name: { zh: '办卡', en: 'Cards' } }],
  demands: [
    { id: 'households', name: { zh: '住户', en: 'Households' }, type: 'household', tags: [] },
    { id: 'poor', name: { zh: '低保户', en: 'Low income' }, type: 'household', tags: ['低保'] },
  ],
  thresholds: { town: 500, fringe: 1000, rural: 3000, unknown: 1000 },
  detour: 1.3,
};

/** Services in memory: what reach asks of the store, and nothing else. */
export class MemoryServices {
  points: { point: ServicePoint; homes: string[] }[] = [];
  subjects: MemorySubject[] = [];
  network: { kept: KeptNetwork; edges: Uint8Array } | null = null;
  readonly sitings = new Map<string, KeptSiting>();

  store(): ServiceStore {
    const notHere = (): never => {
      throw new Error('not asked for here');
    };
    return {
      writeServicePoints: notHere,
      endServicePoint: notHere,
      servicePoint: notHere,
      writeServiceSessions: notHere,
      serviceSessions: notHere,
      serviceSettings: notHere,
      putServiceSettings: notHere,
      servicePoints: async (_scope, { on, to = on }) =>
        this.points.filter(({ point }) => point.validFrom <= to && on <= point.validTo),
      // every test has subjects of its own, and may change them
      demandState: async () => JSON.stringify(this.subjects),
      demand: async (_scope, { type, tags }) => {
        const found = this.subjects.filter(
          (each) => each.type === type && (tags.length === 0 || tags.some((tag) => each.tags.includes(tag))),
        );
        const homes = [...new Set(found.map(({ home }) => home))];
        return {
          homes,
          home: Uint32Array.from(found, ({ home }) => homes.indexOf(home)),
          lon: Float64Array.from(found, ({ position }) => position?.[0] ?? Number.NaN),
          lat: Float64Array.from(found, ({ position }) => position?.[1] ?? Number.NaN),
        };
      },
      travelNetwork: async () => this.network,
      writeTravelNetwork: async (network) => {
        this.network = network;
      },
      writeSiting: async (siting) => {
        this.sitings.set(siting.id, siting);
      },
      siting: async (id) => this.sitings.get(id) ?? null,
      sitings: async (areas, limit, before) =>
        [...this.sitings.values()]
          .filter(({ area }) => areas.includes(area))
          .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
          .filter(({ at, id }) => !before || at < before.at || (at === before.at && id < before.id))
          .slice(0, limit),
    };
  }
}

/** Reach over an interface's ledger, with services in memory. */
export function reachOver(api: TestInterface, memory: MemoryServices, settings = SETTINGS) {
  const { context, jobs, place } = api.services;
  const services = memory.store();
  const parts: ReachParts = { context, statistics: statisticsWork, services, settings: async () => settings };
  const reckoning = new Reckoning(parts, new Travels(services));
  return {
    parts,
    reach: new ReachService(parts, reckoning),
    priority: new PriorityService(parts, reckoning),
    sitings: new SitingService(parts, reckoning, jobs, place),
  };
}

/** A fixed point that is open from Monday to Friday, eight hours a day. */
export function fixedPoint(id: string, position: LonLat, fields: Partial<ServicePoint> = {}): ServicePoint {
  return {
    id,
    kind: 'station',
    name: `${id}号站`,
    organisation: null,
    services: ['card'],
    capacity: 100,
    illustrative: false,
    whereabouts: {
      form: 'fixed',
      position,
      hours: {
        weekly: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 540, to: 1020 })),
        holidays: 'shut',
        exceptions: [],
      },
    },
    validFrom: 0,
    validTo: OPEN_END,
    ...fields,
  };
}
