import type { Random } from '#geodata/divide/random.ts';
import type { Day, LonLat } from '#geodata/model.ts';
import { shuffled, weightedPick } from '../draw.ts';
import { EMERGING_DAYS, type PlantedTruth } from '../plantedTruths.ts';
import type { DemoSubject } from '../subjects.ts';
import type { Calls } from './calls.ts';
import { categoryIn, type Desk, foundOn, levelOf, reporterOf, reportOf, weighted } from './drafts.ts';
import { FOCUS_KINDS, kindOf, SOURCE_KINDS, type SourceKind } from './kinds.ts';
import { HOUR, type Moments, OPENS, SHUTS } from './moments.ts';
import type { Report } from './types.ts';

/** Days back to which they reach. */
const YEAR = 365;
/** Share that grid workers bring home from the people in focus. */
const FOUND = 0.08;
/** One in so many has no position: only the town or the community is known. */
const UNLOCATED_EVERY = 130;
/** Shares of those asked for. */
const NAMED = { hotline: 0.85, snapAndReport: 0.5, open311: 0.4, proposal: 0.7, firmPlatform: 1 } as const;

/** Issues no campaign found: over the last twelve months, by households, in the rhythm of weeks and seasons. */
export function otherReports(
  count: number,
  subjects: readonly DemoSubject[],
  calls: Calls,
  desk: Desk,
): Report[] {
  const { random } = desk;
  const days = dayPicker(desk.moments, random);
  const firms = subjects.filter(({ type }) => type === 'firm');
  const found = calls
    .take('people-in-focus', Math.round(count * FOUND), ({ visit: { fields } }) =>
      fields.condition === 'steady' ? 1 : 0,
    )
    .map((call) => {
      const category = categoryIn(FOCUS_KINDS, desk.classOf(call.subject.area), random);
      return foundOn(call, { category, level: 'grid', programme: 'people-in-focus' }, desk);
    });
  const reports = Array.from({ length: count - found.length }, (_, i) => {
    const kind = weighted(
      SOURCE_KINDS.map((one) => [one, one.weight] as const),
      random,
    );
    return reported(kind, i % UNLOCATED_EVERY === 0, firms, days, desk);
  });
  return [...found, ...reports];
}

function reported(
  kind: SourceKind,
  isUnlocated: boolean,
  firms: readonly DemoSubject[],
  days: DayPicker,
  desk: Desk,
): Report {
  const { random, spots, classOf, moments } = desk;
  const firm = kind.source === 'firmPlatform' ? firms[Math.floor(random() * firms.length)] : undefined;
  const grid = firm?.area ?? desk.grid();
  const category = categoryIn(kind.kinds, classOf(grid), random);
  const day = days(kind, category);
  const isKnown = firm !== undefined && firm.validFrom <= day;
  const area = isUnlocated ? grid.slice(0, random() < 0.5 ? 9 : 12) : grid;
  return reportOf(
    {
      ...{ category, area, source: kind.source, level: levelOf(kind.levels, random) },
      at: momentOn(day, kind, moments, random),
      subject: isKnown ? firm.id : null,
      reporter: random() < NAMED[kind.source as keyof typeof NAMED] ? reporterOf(random) : null,
      reference:
        kind.source === 'hotline' ? `RX${String(Math.floor(random() * 1e8)).padStart(8, '0')}` : null,
      position: isUnlocated ? null : isKnown ? byFirm(firm, desk) : spots.anywhere(grid, random),
    },
    desk,
  );
}

function byFirm({ area, position }: DemoSubject, { spots, random }: Desk): LonLat {
  return spots.isIn(area, position) ? position : spots.anywhere(area, random);
}

/** The issues that make a planted truth. */
export function plantedReports(
  { kind, category, communities, extra }: PlantedTruth,
  gridsOf: (community: string) => readonly { code: string; households: number | null }[],
  desk: Desk,
): Report[] {
  if (kind === 'silence' || category === null) return [];
  const { random, moments, spots } = desk;
  const grids = communities.flatMap(gridsOf);
  const pick = weightedPick(
    grids.map(({ households }) => households ?? 1),
    random,
  );
  const days = dayPicker(moments, random);
  const sources = SOURCE_KINDS.filter(({ source }) => source === 'hotline' || source === 'snapAndReport');
  return Array.from({ length: extra }, () => {
    const source = sources[random() < 0.6 ? 0 : 1]!;
    const area = grids[pick()]!.code;
    const growing = moments.today - Math.floor(EMERGING_DAYS * (1 - Math.sqrt(random())));
    const day = kind === 'emerging' ? growing : days(source, category);
    return reportOf(
      {
        ...{ category, area, source: source.source, level: levelOf(source.levels, random) },
        at: momentOn(day, source, moments, random),
        reporter: random() < 0.6 ? reporterOf(random) : null,
        position: spots.anywhere(area, random),
      },
      desk,
    );
  });
}

/** Some of the reports made again by somebody else within three days, with the id of the one they go into. */
export function doubledReports(
  reports: readonly Report[],
  share: number,
  desk: Desk,
): { report: Report; into: string }[] {
  const { random, moments, spots } = desk;
  const parents = shuffled(
    reports.filter(
      ({ source, position }) => position !== null && source !== 'visit' && source !== 'firmPlatform',
    ),
    random,
  ).slice(0, Math.round(share * reports.length));
  return parents.flatMap((parent) => {
    const at = moments.inOffice(parent.at + (1 + 60 * random()) * HOUR, parent.at, random);
    const { category, area, level } = parent;
    const position = spots.near(area, parent.position!, random);
    const report = reportOf(
      { category, area, level, at, position, source: 'hotline', reporter: reporterOf(random) },
      desk,
    );
    return at < moments.last ? [{ report, into: parent.id }] : [];
  });
}

type DayPicker = (kind: SourceKind, category: string) => Day;

/** Draws a day of the last twelve months by the rhythm of a source and the seasons of a category. */
function dayPicker({ today, isWorkday, startOf }: Moments, random: Random): DayPicker {
  const pickers = new Map<string, () => number>();
  const days = Array.from({ length: YEAR }, (_, i) => ({
    isWorkday: isWorkday(today - i),
    month: new Date(startOf(today - i) + 12 * HOUR).getUTCMonth() + 1,
  }));
  return (kind, category) => {
    const { season } = kindOf(category);
    const key = `${kind.source} ${season ? category : ''}`;
    let pick = pickers.get(key);
    if (!pick) {
      const times = (month: number): number =>
        season?.months.includes(month) ? season.times : (season?.else ?? 1);
      pick = weightedPick(
        days.map((day) => (day.isWorkday ? 1 : kind.onDaysOff) * times(day.month)),
        random,
      );
      pickers.set(key, pick);
    }
    return today - pick();
  };
}

/** A moment of a day, mostly in office hours; today not after now. */
function momentOn(day: Day, { evenings }: SourceKind, { startOf, last }: Moments, random: Random): number {
  const start = startOf(day);
  const [from, to] = random() < evenings ? [SHUTS, 22 * HOUR] : [OPENS - HOUR, SHUTS];
  const at = Math.floor(start + from + random() * (to - from));
  if (at < last) return at;
  return Math.floor(start + random() * (last - start));
}
