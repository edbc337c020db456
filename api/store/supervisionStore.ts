import type { Scope, WriteResult } from '#api/store/store.ts';
import type { Day } from '#geodata/model.ts';
import type { Supervision, SupervisionEvent } from '#geodata/supervision/fold.ts';
import type { SupervisionEventType, SupervisionState } from '#geodata/supervision/states.ts';

/** What is supervised. A gap is told by what it is in: duty, written period, and who has not been reached. */
export type SupervisionObject =
  | { kind: 'issue'; issue: string }
  | {
      kind: 'gap';
      duty: string;
      period: string;
      /** Id of a household, firm or other subject, of a post, or code of an area: as the duty's kind has it. */
      subject: string;
      /** The event whose clock has run out; null but for duties that follow events. */
      event: string | null;
    }
  | { kind: 'organisation'; organisation: string };

/** Who has to answer. */
export type SupervisionAddressee = { kind: 'organisation'; id: string } | { kind: 'officer'; id: string };

/** A new item; its issue is its first event. */
export interface SupervisionWrite {
  id: string;
  object: SupervisionObject;
  /** Where its object is at home. */
  area: string;
  to: SupervisionAddressee;
  /** Last day in time. */
  due: Day;
  text: string | null;
  /** Who issues it: name and id of the account. */
  by: string;
  account: string;
  /** Whether a message is to be delivered. */
  deliver: boolean;
}

export interface SupervisionEventWrite {
  /** Id of the event, chosen by the sender. */
  id: string;
  supervision: string;
  type: Exclude<SupervisionEventType, 'issued' | 'delivered' | 'failed'>;
  note: string | null;
  /** Name and id of the account; null for what the receiving system says. */
  by: string | null;
  account: string | null;
  /** Whether the receiving system is told, if it was told of the item at all. */
  deliver?: boolean | undefined;
}

/** What a receiving system may be told of an item after its issue. */
const LATER_MESSAGES = ['accepted', 'sentBack', 'overdue'] as const;
export type LaterMessage = (typeof LATER_MESSAGES)[number];

/** Place of an item in its list: open ones by due day, then the others, latest first; and its id. */
export type SupervisionPlace = readonly [rank: number, key: number, id: string];

export interface SupervisionsQuestion {
  /** Everything in the scope where it is null. */
  area: string | null;
  states?: readonly SupervisionState[] | undefined;
  open?: boolean | undefined;
  overdue?: boolean | undefined;
  /** Id of an issue that is supervised. */
  issue?: string | undefined;
  today: Day;
  limit: number;
  after: SupervisionPlace | null;
}

export interface SupervisionRow {
  id: string;
  object: SupervisionObject;
  /** Area of the tree in force it is shown at. */
  home: string;
  to: SupervisionAddressee;
  due: Day;
  /** When it was issued, and by whom. */
  at: number;
  by: string;
  hasText: boolean;
  supervision: Supervision;
  log: (SupervisionEvent & { by: string | null })[];
  /** When its message is sent next; null when none waits. */
  nextAttemptAt: number | null;
}

export interface SupervisionRecord extends SupervisionRow {
  text: string | null;
}

export interface SupervisionsPage {
  matching: number;
  /** Items of the area (and issue) that are open, and those of them past due, whatever else is asked for. */
  open: number;
  overdue: number;
  rows: SupervisionRow[];
  next: SupervisionPlace | null;
}

/** A message that is to be sent. */
export interface SupervisionMessage {
  /** Id of the message, the same in every attempt. */
  message: string;
  /** What it tells. */
  event: 'issued' | LaterMessage;
  /** When that was, milliseconds since 1970 UTC. */
  at: number;
  record: Omit<SupervisionRecord, 'home'> & { area: string };
}

/** A message as far as it has come. Moments are milliseconds since 1970 UTC. */
export interface DeliveryRow {
  message: string;
  supervision: string;
  event: 'issued' | LaterMessage;
  at: number;
  attempts: number;
  deliveredAt: number | null;
  nextAt: number | null;
  /** Why the last attempt failed; null when none did, or it has arrived. */
  failure: string | null;
  area: string;
  to: SupervisionAddressee;
  state: SupervisionState;
  /** When the item was first read and last answered. */
  readAt: number | null;
  answeredAt: number | null;
}

/** What became of an attempt to deliver a message. */
export interface DeliveryOutcome {
  supervision: string;
  message: string;
  /** Null when it has arrived; else why it has not. */
  failure: string | null;
}

/**
 * Supervised items 督办 of the ledger, phrased as questions, as `Store` is: what lies outside the scope is answered
 * as if it did not exist. Messages are the server's own affair and know no scope.
 */
export interface SupervisionStore {
  supervisions(scope: Scope, question: SupervisionsQuestion): Promise<SupervisionsPage>;
  /** Null when there is none that may be seen. */
  supervision(scope: Scope, id: string): Promise<SupervisionRecord | null>;
  /** Stores new items in one transaction; at most 5000 at once. */
  putSupervisions(scope: Scope, writes: readonly SupervisionWrite[]): Promise<WriteResult[]>;
  /** Appends events, each to its item, in order; a refused one tells what is allowed. */
  putSupervisionEvents(scope: Scope, events: readonly SupervisionEventWrite[]): Promise<WriteResult[]>;
  /** Messages to be sent by a moment (milliseconds since 1970 UTC), those that wait longest first. */
  messagesDue(now: number, limit: number): Promise<SupervisionMessage[]>;
  /** When the next message is to be sent; null when none waits. */
  nextMessageAt(): Promise<number | null>;
  /**
   * Puts a message on its way for each open item that is past due on a day and of which the receiving system was told,
   * once for each item. @returns how many
   */
  tellOverdue(today: Day): Promise<number>;
  /** The last messages, newest first. */
  deliveries(limit: number): Promise<DeliveryRow[]>;
  /** Notes what became of an attempt and when the next one is; an item that is closed has none. */
  noteDelivery(outcome: DeliveryOutcome): Promise<void>;
}
