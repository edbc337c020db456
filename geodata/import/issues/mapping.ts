import type { IssueSource, ResolutionKind } from '#geodata/issue/events.ts';

/** States an issue of another system can be taken over in: those that need no organisation of the register. */
export const TAKEN_STATES = ['reported', 'accepted', 'handling', 'resolved', 'refused'] as const;
export type TakenState = (typeof TAKEN_STATES)[number];

/** Encodings a table may be written in. */
export const ENCODINGS = ['utf-8', 'gb18030'] as const;

/** Key of a table that stands for every value it does not name. */
export const ANY_OTHER = '*';

/** Stands between the values of several columns, in keys of a table. */
export const BETWEEN = ' / ';

/** What a status of the other system means. */
export type TakenStatus = TakenState | { state: 'resolved'; kind: ResolutionKind };

/**
 * How a table of another system is read as issues. Columns are named as in the header row; keys of tables are compared
 * as they stand, with the white space around them taken off. `ANY_OTHER` as a key stands for all the rest, without it
 * such rows are refused.
 */
export interface IssueMapping {
  /** The other system: ids of issues are derived from it and the reference, so it stays the same for every file. */
  system: string;
  encoding: (typeof ENCODINGS)[number];
  delimiter: ',' | ';' | '\t' | '|';
  /** The number or key of the issue in the other system. */
  reference: string;
  createdAt: string;
  /** The first of them that is not empty counts; rows whose status is not settled do not need one. */
  closedAt: readonly string[];
  dates: {
    /** `iso`, or made of YYYY YY MM M DD D HH H hh h mm ss A; tried in this order. */
    formats: readonly string[];
    /** IANA name of the zone of moments that name no offset; the district's where null. */
    timeZone: string | null;
  };
  /** Without it every issue is reported and open. */
  status: { column: string; states: Readonly<Record<string, TakenStatus>> } | null;
  /** With several columns the values are joined by `BETWEEN`; the longest beginning that is a key counts. */
  category: { columns: readonly string[]; categories: Readonly<Record<string, string>> };
  source: IssueSource | { column: string; sources: Readonly<Record<string, IssueSource>> };
  /** `x` is the longitude or easting, `y` the latitude or northing. */
  position: { x: string; y: string; crs: string } | null;
  /** Column with the code of the area it belongs to; found from the position where that is empty. */
  area: string | null;
  /** Where issues that are not located are at home; the district where null. */
  unlocatedArea: string | null;
  /** Values that are not empty, joined by ` · `. */
  title: readonly string[];
  text: readonly string[];
  /** What becomes of a row whose position lies in no area: refused, or kept without the position. */
  outside: 'refuse' | 'unlocated';
  /** What becomes of a row that was closed before it was created: refused, or closed when it was created. */
  closedBeforeCreated: 'refuse' | 'asCreated';
  /** What becomes of a settled row without a moment of closing: refused, or kept as accepted. */
  closedWithoutDate: 'refuse' | 'asAccepted';
}

/** Every column a mapping reads, with its place in the mapping. */
export function columnsOf(mapping: IssueMapping): { path: string; column: string }[] {
  const several = (path: string, columns: readonly string[]) =>
    columns.map((column, i) => ({ path: `${path}.${i}`, column }));
  const one = (path: string, column: string | null | undefined) =>
    column === null || column === undefined ? [] : [{ path, column }];
  const { source } = mapping;
  return [
    ...one('reference', mapping.reference),
    ...one('createdAt', mapping.createdAt),
    ...several('closedAt', mapping.closedAt),
    ...one('status.column', mapping.status?.column),
    ...several('category.columns', mapping.category.columns),
    ...one('source.column', typeof source === 'string' ? null : source.column),
    ...one('position.x', mapping.position?.x),
    ...one('position.y', mapping.position?.y),
    ...one('area', mapping.area),
    ...several('title', mapping.title),
    ...several('text', mapping.text),
  ];
}
