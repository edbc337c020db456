import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allowedSupervisionEvents,
  isSupervisionOverdue,
  type Supervision,
  type SupervisionEvent,
  stepSupervision,
} from '#geodata/supervision/fold.ts';
import { DELIVERY_LIMIT_MS, nextAttempt } from '#geodata/supervision/retries.ts';
import {
  isOpenSupervision,
  SUPERVISION_EVENTS,
  type SupervisionEventType,
} from '#geodata/supervision/states.ts';

const [A, B] = ['account-a', 'account-b'] as const;
const event = (
  type: SupervisionEventType,
  fields: Partial<Omit<SupervisionEvent, 'type'>> = {},
): SupervisionEvent => ({ type, at: 1, account: A, note: 'words', ...fields });

/** The item after events that must all be taken. */
function itemAfter(...events: SupervisionEvent[]): Supervision {
  let item: Supervision | null = null;
  for (const each of events) {
    const { supervision, refusal } = stepSupervision(item, each);
    expect(refusal, each.type).toBeNull();
    item = supervision;
  }
  return item!;
}
const stateAfter = (...types: SupervisionEventType[]) => itemAfter(...types.map((type) => event(type))).state;
const refusalOf = (item: Supervision | null, next: SupervisionEvent) => stepSupervision(item, next).refusal;

describe('a supervised item', () => {
  test('goes from its issue to the acceptance of its answer', () => {
    const item = itemAfter(
      event('issued', { at: 1 }),
      event('delivered', { at: 2, account: null }),
      event('read', { at: 3, account: B }),
      event('answered', { at: 4, account: B }),
      event('accepted', { at: 5 }),
    );
    expect(item).toEqual({ state: 'accepted', delivered: true, answeredBy: [B], lastAt: 5 });
    expect(allowedSupervisionEvents(item)).toEqual([]);
  });

  test('is answered again after it was sent back, as often as needed', () => {
    expect(stateAfter('issued', 'read', 'answered', 'sentBack', 'answered', 'sentBack')).toBe('sentBack');
  });

  test('may be read and answered where no message arrives', () => {
    expect(stateAfter('issued', 'answered')).toBe('answered');
    expect(stateAfter('issued', 'failed', 'failed')).toBe('issued');
  });

  test('is not moved by a message that arrives late, or not', () => {
    expect(stateAfter('issued', 'read', 'delivered')).toBe('read');
    expect(stateAfter('issued', 'read', 'answered', 'failed', 'delivered')).toBe('answered');
    expect(stateAfter('issued', 'answered', 'sentBack', 'delivered')).toBe('sentBack');
  });

  test.each<[SupervisionEventType[], SupervisionEventType]>([
    [[], 'read'],
    [['issued'], 'issued'],
    [['issued'], 'accepted'],
    [['issued'], 'sentBack'],
    [['issued', 'delivered'], 'delivered'],
    [['issued', 'delivered'], 'failed'],
    [['issued', 'delivered', 'read'], 'delivered'],
    [['issued', 'read'], 'read'],
    [['issued', 'read'], 'accepted'],
    [['issued', 'answered'], 'answered'],
    [['issued', 'answered'], 'read'],
    [['issued', 'answered', 'sentBack'], 'accepted'],
    [['issued', 'withdrawn'], 'answered'],
    [['issued', 'withdrawn'], 'withdrawn'],
  ])('that has %j refuses %s and says what is allowed', (before, type) => {
    const item = before.length === 0 ? null : itemAfter(...before.map((each) => event(each, { account: B })));
    const { supervision, refusal } = stepSupervision(item, event(type));
    expect([supervision, refusal?.code]).toEqual([null, 'notAllowed']);
    expect(refusal!.allowed).toEqual(allowedSupervisionEvents(item));
  });

  test('is accepted by somebody who never answered it', () => {
    const answered = itemAfter(
      event('issued'),
      event('answered', { account: B }),
      event('sentBack'),
      event('answered', { account: null }),
    );
    expect(refusalOf(answered, event('accepted', { account: B }))?.code).toBe('sameAccount');
    expect(refusalOf(answered, event('accepted', { account: A }))).toBeNull();
    expect(refusalOf(answered, event('sentBack', { account: B }))).toBeNull();
  });

  test('needs words for an answer, a sending back and a failure', () => {
    const issued = itemAfter(event('issued', { note: null }));
    for (const note of [null, '', '  ']) {
      expect(refusalOf(issued, event('answered', { note }))?.code).toBe('noNote');
      expect(refusalOf(issued, event('failed', { note }))?.code).toBe('noNote');
      expect(
        refusalOf(itemAfter(event('issued'), event('answered')), event('sentBack', { note }))?.code,
      ).toBe('noNote');
      expect(refusalOf(issued, event('withdrawn', { note }))).toBeNull();
    }
  });

  test('refuses what lies before its last event', () => {
    expect(refusalOf(itemAfter(event('issued', { at: 5 })), event('read', { at: 4 }))?.code).toBe('tooEarly');
  });

  test('is overdue from the day after it is due until it leaves the list', () => {
    expect(isSupervisionOverdue('issued', 10, 10)).toBe(false);
    expect(isSupervisionOverdue('issued', 10, 11)).toBe(true);
    expect(isSupervisionOverdue('answered', 10, 11)).toBe(true);
    expect(isSupervisionOverdue('accepted', 10, 11)).toBe(false);
    expect(isSupervisionOverdue('withdrawn', 10, 11)).toBe(false);
  });

  test('takes exactly what it says it allows, and nothing once it has left the list', () => {
    const types = fc.array(fc.constantFrom(...SUPERVISION_EVENTS), { maxLength: 12 });
    fc.assert(
      fc.property(types, (asked) => {
        let item: Supervision | null = null;
        for (const [i, type] of asked.entries()) {
          const allowed = allowedSupervisionEvents(item);
          // each by an account of its own, so that nobody accepts their own answer
          const next = stepSupervision(item, event(type, { at: i, account: `account-${i}` }));
          expect(next.refusal === null).toBe(allowed.includes(type));
          if (item && !isOpenSupervision(item.state)) expect(allowed).toEqual([]);
          if (next.supervision && item?.delivered) expect(next.supervision.delivered).toBe(true);
          item = next.supervision ?? item;
        }
      }),
    );
  });
});

describe('attempts to deliver', () => {
  test('wait longer each time, and end within a day', () => {
    const waits: number[] = [];
    let now = 0;
    for (let attempts = 1; ; attempts++) {
      const next = nextAttempt(0, attempts, now);
      if (next === null) break;
      waits.push((next - now) / 60_000);
      now = next;
    }
    expect(waits).toEqual([1, 5, 30, 120, 360, 720]);
    expect(now).toBeLessThanOrEqual(DELIVERY_LIMIT_MS);
  });

  test('are given up where the next would come too late', () => {
    expect(nextAttempt(0, 1, DELIVERY_LIMIT_MS - 60_000)).toBe(DELIVERY_LIMIT_MS);
    expect(nextAttempt(0, 1, DELIVERY_LIMIT_MS - 59_999)).toBeNull();
  });
});
