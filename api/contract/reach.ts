import { z } from 'zod';
import { areaRef } from '#api/contract/areas.ts';
import {
  areaCode,
  civilDay,
  identifier,
  instant,
  lang,
  level,
  lonLat,
  nextCursor,
  page,
  periodKey,
  text,
} from '#api/contract/common.ts';
import { smallCells, stamp } from '#api/contract/figures.ts';
import { clockTime } from '#api/contract/servicePoints.ts';

const count = z.number().int();
const nullableNumbers = z.array(z.number().nullable());

/** How distance was reckoned: geodesic times the detour factor, or along the imported network. */
export const TRAVELS = ['geodesic', 'network'] as const;
export const DECAYS = ['binary', 'gaussian', 'inverse', 'stepped'] as const;

/** Which points and whose reach. */
export const reachFilter = {
  kinds: text(500).optional().describe('kinds of points, comma separated; all when left out'),
  service: identifier.optional().describe('only points that offer it'),
  demand: identifier.default('households').describe('of the demands in the settings'),
  metres: z.coerce
    .number()
    .min(50)
    .max(100_000)
    .optional()
    .describe("one threshold for all; each place's own by 城乡分类 when left out"),
  travel: z
    .enum(TRAVELS)
    .optional()
    .describe('network where one is imported, else geodesic; asked for and missing: 409'),
  from: civilDay
    .optional()
    .describe('interval in which a moving point stops at least once; the last 30 days when left out'),
  to: civilDay.optional(),
  smallCells: smallCells.describe('whether small figures on people in focus are shown'),
};

export const reachQuery = z.strictObject({
  area: areaCode,
  level: level.optional().describe('rows of this level below the area; its children when left out'),
  ...reachFilter,
  decay: z.enum(DECAYS).default('binary').describe('of the 2SFCA score'),
  lang,
});
export type ReachQuery = z.infer<typeof reachQuery>;

const reachHead = {
  ...stamp.shape,
  /** Codes of areas whose figures are withheld: small cells of people in focus. */
  withheld: z.array(z.string()),
  area: areaRef,
  travel: z.enum(TRAVELS),
  /** Travel by geodesic distance; null along a network. */
  detour: z.number().nullable(),
  demand: z.object({ id: z.string(), name: z.string() }),
  from: civilDay,
  to: civilDay,
  /** Points looked at (stops of a moving one count as one), and those whose capacity or hours are not known. */
  points: count,
  withoutCapacity: count,
  thresholds: z.object({ town: z.number(), fringe: z.number(), rural: z.number(), unknown: z.number() }),
};

/** Columns over areas; own row last (`code` of the area asked for, where something is at home in itself). */
export const reachAnswer = z.object({
  ...reachHead,
  columns: z.object({
    code: z.array(z.string()),
    /** Whose reach is asked for; of them reached; located at their own place and not at the grid's. */
    demand: z.array(z.number()),
    reached: z.array(z.number()),
    located: z.array(z.number()),
    /** reached / demand. */
    share: nullableNumbers,
    /** Metres to the nearest point: mean weighted by demand, and the median. */
    meanMetres: nullableNumbers,
    medianMetres: nullableNumbers,
    /** Threshold of the area's class; null where its parts differ. */
    metres: nullableNumbers,
    /** Demand by band of its own threshold: up to 0.5, 1, 1.5, 2 times, beyond; five lists. */
    bands: z.array(z.array(z.number())),
    /** Point nearest to most of the demand; null without one. */
    nearest: z.array(z.string().nullable()),
    /** 2SFCA per 1000, mean weighted by demand; null where no capacity is known. */
    score: nullableNumbers,
    /** Demand with no way to any point: on islands of the network. */
    cutOff: z.array(z.number()),
  }),
  count,
  /** Null where it is withheld itself. */
  total: z
    .object({
      demand: z.number(),
      reached: z.number(),
      share: z.number().nullable(),
      outOfReach: z.number(),
      cutOff: z.number(),
    })
    .nullable(),
});
export type ReachAnswer = z.infer<typeof reachAnswer>;

export const outOfReachQuery = z.strictObject({
  area: areaCode,
  level: z.enum(['town', 'community', 'grid']).default('grid'),
  ...reachFilter,
  lang,
  ...page,
});
export type OutOfReachQuery = z.infer<typeof outOfReachQuery>;

/** Places out of reach, the most people first. */
export const outOfReachAnswer = z.object({
  ...reachHead,
  matching: count,
  items: z.array(
    z.object({
      area: areaRef,
      chain: z.array(areaRef),
      demand: z.number(),
      outOfReach: z.number(),
      share: z.number().nullable(),
      metres: z.number().nullable(),
      threshold: z.number(),
      nearest: z.object({ id: z.string(), name: z.string(), position: lonLat }).nullable(),
      position: lonLat,
    }),
  ),
  nextCursor,
});
export type OutOfReachAnswer = z.infer<typeof outOfReachAnswer>;

export const priorityQuery = z.strictObject({
  area: areaCode,
  level: z.enum(['town', 'community', 'grid']).default('community'),
  ...reachFilter,
  duty: identifier.optional().describe('whose gap counts; the usual duty when left out'),
  period: periodKey.optional(),
  gap: z.coerce.number().min(0).max(100).default(1).describe('weight of the gap'),
  reach: z.coerce.number().min(0).max(100).default(1).describe('weight of the share out of reach'),
  issues: z.coerce.number().min(0).max(100).default(1).describe('weight of open issues'),
  lang,
  ...page,
});
export type PriorityQuery = z.infer<typeof priorityQuery>;

const part = z.object({ value: z.number().nullable(), rank: z.number().nullable() });

/** The priority list: a weighted mean of ranks 0 to 1, each part visible. */
export const priorityAnswer = z.object({
  ...reachHead,
  duty: z.string().nullable(),
  period: z.string(),
  weights: z.object({ gap: z.number(), reach: z.number(), issues: z.number() }),
  matching: count,
  items: z.array(
    z.object({
      area: areaRef,
      chain: z.array(areaRef),
      score: z.number().nullable(),
      /** Gap as a share of what is required; share of demand out of reach; open issues per 1000 households. */
      gap: part.extend({ gap: z.number().nullable(), required: z.number().nullable() }),
      reach: part.extend({ outOfReach: z.number(), demand: z.number() }),
      issues: part.extend({ open: z.number() }),
    }),
  ),
  nextCursor,
});
export type PriorityAnswer = z.infer<typeof priorityAnswer>;

/** Where next: the maximal covering, or the fewest points that reach a share. */
export const sitingInput = z.strictObject({
  id: z.uuid().describe('chosen by the sender'),
  area: areaCode,
  kinds: z.array(identifier).max(50).default([]).describe('existing points that count; none: all'),
  service: identifier.nullable().default(null),
  demand: identifier.default('households'),
  metres: z.number().min(50).max(100_000).nullable().default(null),
  travel: z.enum(TRAVELS).nullable().default(null),
  goal: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('points'), p: z.number().int().min(1).max(200) }),
    z.strictObject({ kind: z.literal('share'), share: z.number().gt(0).max(1) }),
  ]),
  candidates: z.union([
    z.strictObject({ kind: z.literal('communities') }),
    z.strictObject({
      kind: z.literal('drawn'),
      points: z
        .array(z.strictObject({ name: text(120).trim().min(1), position: lonLat }))
        .min(1)
        .max(2000),
    }),
  ]),
  weights: z
    .strictObject({ gap: z.number().min(0).max(100), issues: z.number().min(0).max(100) })
    .default({ gap: 0, issues: 0 })
    .describe('beta of the gap share and the issue share in the weight of demand'),
  duty: identifier.nullable().default(null),
  seconds: z.number().int().min(1).max(300).default(30).describe('time the solver has'),
});
export type SitingInput = z.infer<typeof sitingInput>;

const standing = z.object({ demand: z.number(), reached: z.number(), share: z.number().nullable() });

export const sitingResult = z.object({
  id: z.string(),
  input: sitingInput,
  at: instant,
  by: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  /** Job to follow and cancel it by; null when it is over. */
  job: z.string().nullable(),
  failure: z.string().nullable(),
  result: z
    .object({
      /** `optimal`: proven; `bound`: the best found in time, with the gap to what might be. */
      proof: z.enum(['optimal', 'bound']),
      gap: z.number(),
      travel: z.enum(TRAVELS),
      before: standing,
      after: standing,
      /** What choosing one after the other would have reached. */
      greedy: standing,
      chosen: z.array(
        z.object({
          name: z.string(),
          position: lonLat,
          area: areaRef.nullable(),
          /** Demand that it brings into reach and nothing before it in this list. */
          gained: z.number(),
        }),
      ),
      /** Areas whose reach changes. */
      columns: z.object({
        code: z.array(z.string()),
        demand: z.array(z.number()),
        before: z.array(z.number()),
        after: z.array(z.number()),
      }),
      level,
    })
    .nullable(),
});
export type SitingResult = z.infer<typeof sitingResult>;

export const sitingsAnswer = z.object({ items: z.array(sitingResult.omit({ result: true })), nextCursor });
export type SitingsAnswer = z.infer<typeof sitingsAnswer>;

/** Turns places that were chosen into stops of a moving point. */
export const sitingStopsInput = z.strictObject({
  point: identifier.describe('the moving point that shall stop there'),
  stops: z
    .array(
      z.strictObject({
        chosen: z.number().int().min(0).describe('index in `chosen`'),
        rule: text(200).min(1),
        from: clockTime,
        to: clockTime,
        firstDay: civilDay,
      }),
    )
    .min(1)
    .max(200),
});
export type SitingStopsInput = z.infer<typeof sitingStopsInput>;

/** The travel network in force. */
export const travelNetwork = z.object({
  network: z
    .object({
      id: z.string(),
      name: z.string(),
      source: z.enum(['geojson', 'osmPbf']),
      at: instant,
      by: z.string(),
      edges: count,
      kilometres: z.number(),
      oneWay: count,
      ferries: count,
      /** Parts that are not connected with each other. */
      parts: count,
    })
    .nullable(),
});
export type TravelNetwork = z.infer<typeof travelNetwork>;
