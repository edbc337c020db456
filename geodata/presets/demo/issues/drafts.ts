import type { Random } from '#geodata/divide/random.ts';
import type { IssueLevel } from '#geodata/issue/events.ts';
import type { Boundary } from '#geodata/model.ts';
import { uuid } from '../draw.ts';
import { personName } from '../names.ts';
import type { MetCall } from './calls.ts';
import { type Kind, placeKind } from './kinds.ts';
import type { Moments } from './moments.ts';
import type { Spots } from './spots.ts';
import { issueTitle } from './titles.ts';
import type { Report } from './types.ts';

/** What reports are written with. */
export interface Desk {
  random: Random;
  moments: Moments;
  spots: Spots;
  /** Class of 城乡分类 of an area of any level. */
  classOf: (area: string) => string | null;
  /** Draws a grid by its households. */
  grid: () => string;
}

/** What a report is about; all else is left out or made up. */
export type Draft = Pick<Report, 'category' | 'source' | 'level' | 'at' | 'area'> & Partial<Report>;

/** A report with a title, and in one of four a sentence more. */
export function reportOf(draft: Draft, { random, moments, classOf }: Desk): Report {
  const title = issueTitle(draft.category, classOf(draft.area), random);
  return {
    id: uuid(random),
    received: moments.receivedOn(draft.at),
    position: null,
    title,
    text: random() < 0.25 ? `${title}。请尽快核实处理，并反馈结果。` : null,
    reporter: null,
    subject: null,
    visit: null,
    programme: null,
    officer: null,
    reference: null,
    ...draft,
  };
}

/** A report of what was found on a visit: its subject, home, officer and moment. */
export function foundOn(
  { visit, subject }: MetCall,
  draft: Pick<Draft, 'category' | 'level' | 'programme'>,
  desk: Desk,
): Report {
  const { area, position } = subject;
  return reportOf(
    {
      ...{ source: 'visit', at: visit.at, area, subject: subject.id, visit: visit.id },
      officer: visit.officers[0]!,
      position: desk.spots.isIn(area, position) ? position : desk.spots.anywhere(area, desk.random),
      received: visit.received,
      ...draft,
    },
    desk,
  );
}

/** Draws one of the categories that fit a kind of place. */
export function categoryIn(kinds: readonly Kind[], urbanRural: string | null, random: Random): string {
  const place = placeKind(urbanRural);
  return weighted(
    kinds.map(({ category, weights }) => [category, weights[place]] as const),
    random,
  );
}

/** Draws a level. */
export function levelOf(levels: readonly (readonly [IssueLevel, number])[], random: Random): IssueLevel {
  return weighted(levels, random);
}

/** Who asked: a made-up name, and a number of a range nobody has. */
export function reporterOf(random: Random): NonNullable<Report['reporter']> {
  return {
    name: personName(random),
    phone: `1380000${String(Math.floor(random() * 10_000)).padStart(4, '0')}`,
  };
}

/** One of a list of values with weights. */
export function weighted<T>(list: readonly (readonly [T, number])[], random: Random): T {
  let at = random() * list.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of list) {
    at -= weight;
    if (at < 0) return value;
  }
  return list.at(-1)![0];
}

/** Class of each area, its own or that of the area above. */
export function classesOf(areas: readonly Boundary[]): (area: string) => string | null {
  const own = new Map(areas.map(({ code, urbanRural }) => [code, urbanRural]));
  return (area) => own.get(area) ?? own.get(area.slice(0, 12)) ?? null;
}
