/** States of a supervised item 督办. `overdue` is none of them: it is derived from the due day. */
export const SUPERVISION_STATES = [
  'issued',
  'delivered',
  'read',
  'answered',
  'sentBack',
  'accepted',
  'withdrawn',
] as const;
export type SupervisionState = (typeof SUPERVISION_STATES)[number];

/** What may happen to a supervised item. `failed`: one attempt to deliver it. */
export const SUPERVISION_EVENTS = [
  'issued',
  'delivered',
  'failed',
  'read',
  'answered',
  'accepted',
  'sentBack',
  'withdrawn',
] as const;
export type SupervisionEventType = (typeof SUPERVISION_EVENTS)[number];

type Row = Readonly<Partial<Record<SupervisionEventType, SupervisionState>>>;

/**
 * The state machine: what may happen in which state, and where it leads. What is not here is refused.
 *
 * A message may arrive after its item was opened in Guatu, read or answered there: that it was delivered, or an
 * attempt failed, is noted then and moves nothing.
 */
export const SUPERVISION_TRANSITIONS: Readonly<Record<SupervisionState | 'none', Row>> = {
  none: { issued: 'issued' },
  issued: {
    delivered: 'delivered',
    failed: 'issued',
    read: 'read',
    answered: 'answered',
    withdrawn: 'withdrawn',
  },
  delivered: { read: 'read', answered: 'answered', withdrawn: 'withdrawn' },
  read: { delivered: 'read', failed: 'read', answered: 'answered', withdrawn: 'withdrawn' },
  answered: {
    delivered: 'answered',
    failed: 'answered',
    accepted: 'accepted',
    sentBack: 'sentBack',
    withdrawn: 'withdrawn',
  },
  sentBack: { delivered: 'sentBack', failed: 'sentBack', answered: 'answered', withdrawn: 'withdrawn' },
  accepted: {},
  withdrawn: {},
};

/** On the list: until its answer is accepted, or it is withdrawn. */
export function isOpenSupervision(state: SupervisionState): boolean {
  return state !== 'accepted' && state !== 'withdrawn';
}
