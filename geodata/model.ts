/**
 * Entities of the ledger, as `model.md` defines them: what exists, what it is called and which
 * values are allowed. No behaviour lives here.
 */

import type { MultiPolygon, Polygon } from 'geojson';

/** Levels of the administrative tree from the top down; `zone` nodes belong to a named zone tree. */
export const LEVELS = [
  'province',
  'city',
  'district',
  'town',
  'community',
  'grid',
  'building',
  'zone',
] as const;
export type Level = (typeof LEVELS)[number];

/** The tree of administrative areas; any other value names a zone tree (a heating network). */
export const ADMINISTRATIVE = 'administrative';

/** Civil day counted from 1970-01-01 (day 0) in the district's zone. The store keeps days so. */
export type Day = number;

/** A day so late that an open end is never reached (9999-12-31). */
export const OPEN_END: Day = 2932896;

/** A node of one version of the tree. `lft..rgt` is its subtree (nested set), both ends included. */
export interface Area {
  code: string;
  name: string;
  level: Level;
  parentCode: string | null;
  tree: string;
  /** Code of the town it lies in; its own code when it is a town or lies above the towns. */
  townCode: string;
  lft: number;
  rgt: number;
  /** 城乡分类, three digits; the peer group. */
  urbanRural: string | null;
  /** Count of households where no register lists them one by one. */
  households: number | null;
}

export const SUBJECT_TYPES = ['household', 'firm', 'project', 'person'] as const;

/** Tag of a household that no register lists and a visit has told of; counted households only ask for it. */
export const UNLISTED = 'unlisted';
export type SubjectType = (typeof SUBJECT_TYPES)[number];

export const VISIT_MODES = ['onSite', 'phone', 'online'] as const;
export type VisitMode = (typeof VISIT_MODES)[number];

export const VISIT_OUTCOMES = ['met', 'notIn', 'refused'] as const;
export type VisitOutcome = (typeof VISIT_OUTCOMES)[number];

export const PERIOD_KINDS = ['week', 'month', 'quarter', 'year', 'programme'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

export const LIGHTS = ['green', 'amber', 'red', 'grey'] as const;
export type Light = (typeof LIGHTS)[number];

/** Types of a gap, in the order in which the first that applies is taken. */
export const GAP_TYPES = ['noData', 'overdue', 'belowQuota', 'never', 'pending', 'stale'] as const;
export type GapType = (typeof GAP_TYPES)[number];

/** A position in WGS 84, longitude first (RFC 7946). */
export type LonLat = readonly [lon: number, lat: number];

/** One polygonal area as a boundary file gives it, already in WGS 84. */
export interface Boundary {
  code: string;
  name: string;
  level: Level;
  parentCode: string | null;
  urbanRural: string | null;
  households: number | null;
  geometry: Polygon | MultiPolygon;
  /** 0-based position in the file it came from, to point at it in a report. */
  index: number;
}
