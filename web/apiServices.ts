import { z } from 'zod';
import { jobAnswer } from '#api/contract/jobs.ts';
import { type SitingInput, type SitingStopsInput, sitingResult } from '#api/contract/reach.ts';
import { recordOutcome } from '#api/contract/records.ts';
import { send } from './api.ts';

/** Where the interface has its answers about services. */
export const SERVICES = {
  points: '/api/service-points',
  point: (id: string) => `/api/service-points/${encodeURIComponent(id)}`,
  stops: '/api/service-points/stops',
  settings: '/api/service-points/settings',
  reach: '/api/service-points/reach',
  outOfReach: '/api/service-points/out-of-reach',
  priority: '/api/service-points/priority',
  plan: '/api/service-points/plan',
  siting: (id: string) => `/api/service-points/plan/${encodeURIComponent(id)}`,
} as const;

/** What is done about services. Nothing of it is kept. */
export const services = {
  plan: (input: SitingInput) => send('POST', sitingResult, SERVICES.plan, input),
  cancel: (job: string) => send('DELETE', jobAnswer, `/api/jobs/${job}`),
  /** Turns chosen places into stops. The answer says how the point was written. */
  makeStops: (siting: string, input: SitingStopsInput) =>
    send('POST', z.union([recordOutcome, z.looseObject({})]), `${SERVICES.siting(siting)}/stops`, input),
};
