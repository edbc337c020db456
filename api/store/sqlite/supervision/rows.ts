import type { SupervisionObject, SupervisionRecord } from '#api/store/supervisionStore.ts';
import type { Supervision, SupervisionEvent } from '#geodata/supervision/fold.ts';

/** A row of the table as it is kept. */
export interface KeptSupervision {
  town: string;
  id: string;
  area: string;
  object: string;
  toOrganisation: string | null;
  toOfficer: string | null;
  due: number;
  at: number;
  by: string;
  text: string | null;
  body: string;
  message: string | null;
  attempts: number;
  nextAt: number | null;
}

export const SUPERVISION_COLUMNS =
  's.town, s.id, s.area, s.object, s.toOrganisation, s.toOfficer, s.due, s.at, s.by, s.text, s.body, s.message, s.attempts, s.nextAt';

export const SUPERVISION_LOG =
  'SELECT type, at, by, account, note FROM supervision_event WHERE town = ? AND supervision = ? ORDER BY n';

export type KeptEvent = SupervisionEvent & { by: string | null };

/** What is told of an item, but for where it is shown. */
export function recordOf(kept: KeptSupervision, log: readonly KeptEvent[]): Omit<SupervisionRecord, 'home'> {
  const { id, due, at, by, text, nextAt } = kept;
  return {
    ...{ id, due, at, by, text },
    object: JSON.parse(kept.object) as SupervisionObject,
    to:
      kept.toOrganisation === null
        ? { kind: 'officer', id: kept.toOfficer! }
        : { kind: 'organisation', id: kept.toOrganisation },
    hasText: text !== null,
    supervision: JSON.parse(kept.body) as Supervision,
    log: [...log],
    nextAttemptAt: nextAt,
  };
}
