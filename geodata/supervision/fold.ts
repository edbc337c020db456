import type { Day } from '#geodata/model.ts';
import {
  isOpenSupervision,
  SUPERVISION_TRANSITIONS,
  type SupervisionEventType,
  type SupervisionState,
} from '#geodata/supervision/states.ts';

/** What happened to a supervised item. */
export interface SupervisionEvent {
  type: SupervisionEventType;
  /** Milliseconds since 1970 UTC. */
  at: number;
  /** Id of the account; null for the server itself and for the system that messages are delivered to. */
  account: string | null;
  /** The answer, or why it is sent back, withdrawn or was not delivered. */
  note: string | null;
}

/** A supervised item as its events left it. */
export interface Supervision {
  state: SupervisionState;
  /** Whether its message has arrived. */
  delivered: boolean;
  /** Accounts that have answered, each once: none of them may accept. */
  answeredBy: readonly string[];
  /** Moment of the last event. */
  lastAt: number;
}

/** Why an event is not taken. */
export interface SupervisionRefusal {
  code: 'notAllowed' | 'sameAccount' | 'noNote' | 'tooEarly';
  message: string;
  allowed: readonly SupervisionEventType[];
}

/** Events that say nothing without words. */
const WITH_NOTE: ReadonlySet<SupervisionEventType> = new Set(['failed', 'answered', 'sentBack']);

/**
 * An item after an event.
 *
 * @param before null before the first event
 * @returns the item, or why the event is refused with what is allowed; then nothing has changed
 */
export function stepSupervision(
  before: Supervision | null,
  event: SupervisionEvent,
): { supervision: Supervision; refusal: null } | { supervision: null; refusal: SupervisionRefusal } {
  const { type, at, account, note } = event;
  const allowed = allowedSupervisionEvents(before);
  const refuse = (code: SupervisionRefusal['code'], message: string) => ({
    supervision: null,
    refusal: { code, message, allowed },
  });
  const state = SUPERVISION_TRANSITIONS[before?.state ?? 'none'][type];
  if (state === undefined || !allowed.includes(type))
    return refuse('notAllowed', before ? `${type} may not follow ${before.state}` : 'issued comes first');
  if (before && at < before.lastAt) return refuse('tooEarly', 'it lies before the last event');
  if (WITH_NOTE.has(type) && (note ?? '').trim() === '') return refuse('noNote', `${type} needs a note`);
  const answeredBy = before?.answeredBy ?? [];
  if (type === 'accepted' && account !== null && answeredBy.includes(account))
    return refuse('sameAccount', 'who answered does not accept: somebody else has to');
  const answers = type === 'answered' && account !== null && !answeredBy.includes(account);
  return {
    supervision: {
      state,
      delivered: type === 'delivered' || (before?.delivered ?? false),
      answeredBy: answers ? [...answeredBy, account] : answeredBy,
      lastAt: at,
    },
    refusal: null,
  };
}

/** Events the state allows now, in the order of the table. What arrived once neither arrives again nor fails. */
export function allowedSupervisionEvents(supervision: Supervision | null): SupervisionEventType[] {
  const row = SUPERVISION_TRANSITIONS[supervision?.state ?? 'none'];
  const types = Object.keys(row) as SupervisionEventType[];
  return supervision?.delivered ? types.filter((type) => type !== 'delivered' && type !== 'failed') : types;
}

/**
 * Past its due day and still on the list.
 *
 * @param due last day in time
 */
export function isSupervisionOverdue(state: SupervisionState, due: Day, today: Day): boolean {
  return isOpenSupervision(state) && today > due;
}
