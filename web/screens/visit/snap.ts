import type { IssueInput } from '#api/contract/issues.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';
import type { LonLat } from '#geodata/model.ts';

/** An issue while it is being written down: on a visit, or in passing 随手拍. */
export interface SnapDraft {
  category: string | null;
  title: string;
  photos: readonly Blob[];
}

export const EMPTY_SNAP: SnapDraft = { category: null, title: '', photos: [] };

/** An issue that is ready to be kept. */
export interface Snapped {
  issue: IssueInput;
  photos: readonly Blob[];
  /** Name of the place, to know it by again. */
  place: string;
}

/** Where an issue was found: exactly, or in an area. */
export interface FoundAt {
  area: string | null;
  position: LonLat | null;
}

/**
 * The issue of a draft with a category.
 *
 * @param named the category's name, which is the title of an issue that has none
 * @param now milliseconds by the district's clock
 * @param about the visit it was found on
 */
export function issueOf(
  { category, title }: SnapDraft,
  who: { id: string; officer: string },
  { area, position }: FoundAt,
  { now, zone, named }: { now: number; zone: string; named: string },
  about: { visit: string; subject: string; programme: string | null } | null = null,
): IssueInput {
  if (category === null) throw new TypeError('a draft without a category is no issue');
  return {
    ...{ id: who.id, officer: who.officer, category, title: title.trim() || named },
    source: about === null ? 'snapAndReport' : 'visit',
    at: formatInstant(now, zone),
    // A position says more than the area it was thought to lie in.
    ...(position === null && area !== null ? { area } : {}),
    position: position === null ? null : [...position],
    ...{ text: null, reporter: null, reference: null },
    ...{ visit: about?.visit ?? null, subject: about?.subject ?? null, programme: about?.programme ?? null },
  };
}
