import type { EmergingAnswer } from '#api/contract/hotspots.ts';
import { PATTERNS, type Pattern } from '#geodata/hotspot/emerging.ts';
import type { Names } from '../../state/known.ts';

export interface HotPlace {
  code: string;
  name: string;
  /** Code of the area above. */
  town: string | null;
  course: Pattern;
}

/** What calls for somebody first: what grows, what stays, what is new; what is fading or long gone last. */
const FIRST: readonly Pattern[] = [
  'intensifying',
  'persistent',
  'new',
  'consecutive',
  'sporadic',
  'oscillating',
  'diminishing',
  'historical',
];

/** Hotspots by name, the most pressing first, of like ones that with more issues in the last step. */
export function hotPlaces({ columns }: EmergingAnswer, names: Names): HotPlace[] {
  return columns.code
    .flatMap((code, i) => {
      const course = PATTERNS.find((one) => one === columns.course[i]);
      if (!course || columns.side[i] !== 'hot') return [];
      const last = columns.observed[i]?.at(-1) ?? 0;
      return [{ code, name: names[code]?.name ?? code, town: names[code]?.parent ?? null, course, last }];
    })
    .toSorted(
      (a, b) =>
        FIRST.indexOf(a.course) - FIRST.indexOf(b.course) || b.last - a.last || (a.code < b.code ? -1 : 1),
    )
    .map(({ last: _, ...place }) => place);
}
