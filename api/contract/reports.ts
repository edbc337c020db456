import { z } from 'zod';
import {
  areaCode,
  civilDay,
  identifier,
  instant,
  level,
  periodKey,
  problem,
  text,
} from '#api/contract/common.ts';
import { gapFilter } from '#api/contract/gaps.ts';
import { JOB_STATES } from '#api/contract/jobs.ts';
import { reachFilter } from '#api/contract/reach.ts';

const common = {
  /** Address of the screen it was made from; written into the file. */
  link: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  format: z.enum(['xlsx', 'csv', 'geojson']),
};

/** A file of exactly what a list or a map shows. */
export const reportInput = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('gaps').describe('the list of who has not been reached'),
    ...common,
    query: z
      .strictObject(gapFilter)
      .refine(({ officer, unassigned }) => officer === undefined || unassigned === undefined, {
        path: ['unassigned'],
        message: 'either an officer or nobody answers',
      }),
  }),
  z.strictObject({
    kind: z.literal('coverage').describe('the figures of every area of a level, own row last'),
    ...common,
    query: z.strictObject({
      duty: identifier,
      period: periodKey.optional(),
      area: areaCode,
      level: level.optional(),
      asOf: civilDay.optional(),
    }),
  }),
  z.strictObject({
    kind: z.literal('outOfReach').describe('places out of reach of services, the most people first'),
    ...common,
    query: z.strictObject({
      area: areaCode,
      level: z.enum(['town', 'community', 'grid']).default('grid'),
      ...reachFilter,
    }),
  }),
  z.strictObject({
    kind: z.literal('siting').describe('the places that a siting chose'),
    ...common,
    query: z.strictObject({ id: z.uuid() }),
  }),
]);
export type ReportInput = z.infer<typeof reportInput>;

export const reportAnswer = z.object({
  id: z.uuid(),
  kind: z.enum(['gaps', 'coverage', 'outOfReach', 'siting']),
  format: common.format,
  state: z.enum(JOB_STATES),
  progress: z.number().min(0).max(1),
  /** What is being done, in the language asked for. */
  doing: z.string(),
  /** Null until it is done. */
  file: z
    .object({
      url: z.string(),
      name: text(300),
      bytes: z.number().int(),
      rows: z.number().int(),
      /** It is taken away then. */
      until: instant,
    })
    .nullable(),
  problem: problem.nullable(),
});
export type ReportAnswer = z.infer<typeof reportAnswer>;
