import type { CoverageAnswer, RankingAnswer } from '#api/contract/coverage.ts';
import type { Light } from '#geodata/model.ts';

/** One area of a columnar answer. */
export interface AreaRow {
  code: string;
  name: string;
  n: number;
  required: number;
  done: number;
  ratio: number | null;
  pace: number | null;
  light: Light | null;
  gapCount: number;
  /** Part of the gap whose source is late. */
  unknown: number;
  /** Moment of the last record from here; null while there is none. */
  lastReceivedAt: string | null;
}

/** The areas below one, as the map and the lists show them. */
export interface CoverageRows {
  areas: AreaRow[];
  /** The own row 本级: what is at home in the area itself. */
  own: AreaRow | null;
  /** Codes of the areas below whose figures are withheld, and whether those of the own row are. */
  withheld: string[];
  ownWithheld: boolean;
}

/** Turns the columns of a coverage answer into rows; the answer carries the own row last. */
export function coverageRows(answer: CoverageAnswer): CoverageRows {
  const { columns, area } = answer;
  const rows = columns.code.map(
    (code, i): AreaRow => ({
      code,
      name: columns.name[i] ?? code,
      n: columns.n[i] ?? 0,
      required: columns.required[i] ?? 0,
      done: columns.done[i] ?? 0,
      ratio: columns.ratio[i] ?? null,
      pace: columns.pace[i] ?? null,
      light: columns.light[i] ?? null,
      gapCount: columns.gapCount[i] ?? 0,
      unknown: columns.unknown[i] ?? 0,
      lastReceivedAt: columns.lastReceivedAt[i] ?? null,
    }),
  );
  const own = rows.at(-1)?.code === area.code ? (rows.pop() ?? null) : null;
  const withheld = answer.withheld.filter((code) => code !== area.code);
  return { areas: rows, own, withheld, ownWithheld: withheld.length < answer.withheld.length };
}

export interface WorstArea {
  code: string;
  name: string;
  required: number;
  done: number;
  pace: number | null;
  light: Light | null;
  /** `even` where nothing but chance tells the areas of the class apart. */
  band: 'front' | 'middle' | 'back' | 'even';
}

/**
 * The last of a ranking over all classes of peers, worst first. Equal values (a class that shows no difference
 * has but one) stand by pace.
 */
export function worstAreas({ rule, classes, items }: RankingAnswer, count = 5): WorstArea[] {
  const even = new Set(
    classes
      .filter(({ k, mean }) => rule.by === 'pace' && k === null && mean !== null)
      .map(({ peer }) => peer),
  );
  return items
    .flatMap(({ ranked, value, band, ...item }) =>
      ranked && value !== null && band !== null
        ? [{ ...item, value, band: even.has(item.peer) ? ('even' as const) : band }]
        : [],
    )
    .toSorted((a, b) => a.value - b.value || (a.pace ?? 0) - (b.pace ?? 0) || (a.code < b.code ? -1 : 1))
    .slice(0, count);
}
