import type { IssueDetail, IssueEventInput } from '#api/contract/issues.ts';
import type { IssueEventType, Rating, Reopener, ResolutionKind } from '#geodata/issue/events.ts';

/** What may happen to an issue that is there. */
export type ActType = Exclude<IssueEventType, 'reported'>;

/** An event while it is being filled in; each type uses a few of these. */
export interface EventDraft {
  note: string;
  reason: string;
  category: string | null;
  organisations: readonly string[];
  /** Whose part it is about. */
  organisation: string | null;
  kind: ResolutionKind | null;
  amount: string;
  unit: 'day' | 'hour';
  rater: 'reporter' | 'other';
  rating: Rating | null;
  settled: boolean | null;
  cause: Reopener | null;
  into: string;
}

export type DraftField =
  | 'reason'
  | 'organisations'
  | 'organisation'
  | 'kind'
  | 'amount'
  | 'rating'
  | 'cause'
  | 'into';

type About = Pick<IssueDetail, 'id' | 'state' | 'organisations'> & { category: { id: string } };

/** Types whose reason has to be said. */
const REASONED: readonly ActType[] = ['refused', 'returned', 'extended', 'suspended'];

export const hasReason = (type: ActType): boolean => REASONED.includes(type);

/** Organisations whose part is still to be done. */
export const atWork = ({ organisations }: Pick<IssueDetail, 'organisations'>) =>
  organisations.filter(({ state }) => state === 'open' || state === 'handling');

/** Whether it has to be said whose part it is; a level that is called sends the call back as a whole. */
export function wantsOrganisation(type: ActType, issue: About): boolean {
  if (type !== 'handling' && type !== 'resolved' && type !== 'returned') return false;
  return issue.state !== 'escalated' && atWork(issue).length > 0;
}

export function emptyEvent(issue: About): EventDraft {
  const parts = atWork(issue);
  return {
    ...{ note: '', reason: '', category: issue.category.id, organisations: [], kind: null, amount: '1' },
    ...{ unit: 'day', rater: 'reporter', rating: null, settled: null, cause: null, into: '' },
    organisation: parts.length === 1 ? (parts[0]?.id ?? null) : null,
  };
}

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/** The id in a number or a link as somebody pastes it; null where there is none. */
export const issueIdIn = (text: string): string | null => UUID.exec(text)?.[0].toLowerCase() ?? null;

/** The fields that keep an event from being told. */
export function eventFaults(type: ActType, draft: EventDraft, issue: About): ReadonlySet<DraftField> {
  const faults = new Set<DraftField>();
  const want = (field: DraftField, isThere: boolean) => !isThere && faults.add(field);
  if (hasReason(type)) want('reason', draft.reason.trim() !== '');
  if (wantsOrganisation(type, issue)) want('organisation', draft.organisation !== null);
  if (type === 'dispatched') want('organisations', draft.organisations.length > 0);
  if (type === 'resolved') want('kind', draft.kind !== null);
  if (type === 'extended') want('amount', /^\d{1,4}$/.test(draft.amount) && isAmount(Number(draft.amount)));
  if (type === 'rated') want('rating', draft.rating !== null);
  if (type === 'reopened') want('cause', draft.cause !== null);
  if (type === 'merged') {
    const into = issueIdIn(draft.into);
    want('into', into !== null && into !== issue.id);
  }
  return faults;
}

const isAmount = (n: number) => n >= 1 && n <= 1000;

/**
 * The event of a draft that has no faults.
 *
 * @param id of the event
 */
export function eventOf(type: ActType, draft: EventDraft, issue: About, id: string): IssueEventInput {
  const text = draft.note.trim();
  const base = { id, note: text === '' ? null : text };
  const reason = draft.reason.trim();
  const part =
    wantsOrganisation(type, issue) && draft.organisation !== null ? { organisation: draft.organisation } : {};
  switch (type) {
    case 'accepted':
      return {
        ...{ type, ...base },
        ...(draft.category === null || draft.category === issue.category.id
          ? {}
          : { category: draft.category }),
      };
    case 'refused':
    case 'suspended':
      return { type, ...base, reason };
    case 'returned':
      return { type, ...base, ...part, reason };
    case 'dispatched':
      return { type, ...base, organisations: [...draft.organisations] };
    case 'handling':
      return { type, ...base, ...part };
    case 'resolved':
      return { type, ...base, ...part, kind: chosen(draft.kind) };
    case 'rated':
      return {
        ...{ type, ...base, rating: chosen(draft.rating) },
        // Whoever asked is one person however often they rate; others are unnamed, and each their own.
        ...(draft.rater === 'reporter' ? { rater: 'reporter' } : {}),
        ...(draft.settled === null ? {} : { settled: draft.settled }),
      };
    case 'extended':
      return { type, ...base, amount: Number(draft.amount), unit: draft.unit, reason };
    case 'reopened':
      return { type, ...base, cause: chosen(draft.cause) };
    case 'merged':
      return { type, ...base, into: chosen(issueIdIn(draft.into)) };
    default:
      return { type, ...base };
  }
}

function chosen<T>(value: T | null): T {
  if (value === null) throw new TypeError('a draft with faults is no event');
  return value;
}
