import type { GapPlace, GapRow, GapSort } from '#api/store/gapStore.ts';
import type { GapType } from '#geodata/model.ts';

const SEVERITY: Record<GapType, number> = {
  overdue: 0,
  never: 1,
  stale: 2,
  belowQuota: 3,
  noData: 4,
  pending: 5,
};

function byWorst(a: GapPlace, b: GapPlace): number {
  return SEVERITY[a.type] - SEVERITY[b.type] || b.days - a.days || compare(keyOf(a), keyOf(b));
}

/** The order of a list of gaps; no two rows are at one place. */
export const ORDERS: Record<GapSort, (a: GapPlace, b: GapPlace) => number> = {
  worst: byWorst,
  days: (a, b) => b.days - a.days || byWorst(a, b),
  area: (a, b) => compare(a.home, b.home) || byWorst(a, b),
  // what nobody answers for first
  officer: (a, b) => compare(a.officer?.id ?? '', b.officer?.id ?? '') || byWorst(a, b),
};

/** A subject may have several events. */
function keyOf({ subject, event }: GapPlace): string {
  return `${subject}\u0001${event?.id ?? ''}`;
}

/** The place of a row in a list, in whatever order. */
export function placeOf({ type, days, home, subject, event, officer }: GapRow): GapPlace {
  return {
    type,
    days,
    home,
    subject,
    event: event && { id: event.id },
    officer: officer && { id: officer.id },
  };
}

/** Order of two texts by code unit, whatever the language. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
