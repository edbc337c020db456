import { type SitingInput, type SitingStopsInput, sitingResult } from '#api/contract/reach.ts';
import { servicePointDetail } from '#api/contract/servicePoints.ts';
import { send } from './api.ts';

/** Where the interface has its answers about services. */
export const SERVICES = {
  points: '/api/service-points',
  point: (id: string) => `/api/service-points/${encodeURIComponent(id)}`,
  stops: '/api/service-points/stops',
  settings: '/api/settings/services',
  reach: '/api/service-points/reach',
  outOfReach: '/api/service-points/out-of-reach',
  priority: '/api/service-points/priority',
  plan: '/api/service-points/plan',
  plans: '/api/service-points/plans',
  siting: (id: string) => `/api/service-points/plans/${encodeURIComponent(id)}`,
} as const;

/** What is done about services. Nothing of it is kept. */
export const services = {
  plan: (input: SitingInput) => send('POST', sitingResult, SERVICES.plan, input),
  cancel: (id: string) => send('DELETE', sitingResult, SERVICES.siting(id)),
  /** Turns chosen places into stops; answered with the point that has them. */
  makeStops: (siting: string, input: SitingStopsInput) =>
    send('POST', servicePointDetail, `${SERVICES.siting(siting)}/stops`, input),
};
