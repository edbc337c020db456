import { z } from 'zod';
import { areaCode, civilDay, text } from '#api/contract/common.ts';
import { DRAWN_LEVELS, MOST_NUMBERED } from '#geodata/divide/children.ts';

const drawnLevel = z.enum(DRAWN_LEVELS);
const SEEDS = 2 ** 31;

/** What holds for all areas of a division. */
const manner = {
  seed: z
    .int()
    .min(0)
    .max(SEEDS - 1)
    .default(1)
    .describe('the same seed draws the same borders'),
  validFrom: civilDay.optional().describe('day from which the borders hold; today when left out'),
};

/** The query beside a table: the same as in JSON. */
export const divisionQuery = z.strictObject({
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(SEEDS - 1)
    .optional(),
  validFrom: manner.validFrom,
});

/** Areas listed one by one. */
export const listedDivision = z.strictObject({
  ...manner,
  areas: z
    .array(
      z.strictObject({
        code: areaCode,
        name: text(1000).refine((name) => name.trim() !== '', 'is blank'),
        level: drawnLevel,
        parentCode: areaCode.describe('an area with a polygon, or another of the list'),
        households: z
          .int()
          .min(0)
          .nullable()
          .optional()
          .describe('share of the parent; the mean of those beside it when left out'),
      }),
    )
    .min(1)
    .max(5000),
});

/** So many areas in one parent. */
export const numberedDivision = z.strictObject({
  ...manner,
  parentCode: areaCode,
  level: drawnLevel,
  count: z
    .int()
    .min(1)
    .max(MOST_NUMBERED)
    .describe('so many areas; codes are the parent’s and three digits from 001, names count: 第01网格'),
});

/** Areas that are to be drawn in areas that have polygons: listed one by one, or so many of them. */
export const divisionBody = z.union([listedDivision, numberedDivision]);
export type DivisionBody = z.infer<typeof divisionBody>;
