import { beforeAll, describe, expect, test } from 'vitest';
import { parseDay, startOfDay } from '#geodata/duty/calendar.ts';
import { foldIssue } from '#geodata/issue/fold.ts';
import { isOpen } from '#geodata/issue/states.ts';
import { WEST_COAST } from '#geodata/presets/districts/index.ts';
import { isSupervisionOverdue, type Supervision, stepSupervision } from '#geodata/supervision/fold.ts';
import { buildDemoAreas } from './areas.ts';
import { type DemoLedger, demoLedger } from './ledger.ts';
import { type DemoSupervision, demoSupervisions } from './supervisions.ts';

const TODAY = parseDay('2026-11-20')!;
const OPTIONS = {
  ...{ plan: WEST_COAST, seed: WEST_COAST.seed, today: TODAY },
  now: Date.parse('2026-11-20T14:32:00+08:00'),
  startOfDay: (day: number) => startOfDay(day, 'Asia/Shanghai'),
};

/** An item after all its events, each by the account of its side. */
function folded({ issued, events }: DemoSupervision): Supervision {
  let item: Supervision | null = null;
  const log = [{ type: 'issued' as const, day: issued, note: null }, ...events];
  for (const { type, day, note } of log) {
    const account = type === 'read' || type === 'answered' ? 'office' : 'leader';
    const { supervision, refusal } = stepSupervision(item, { type, at: day, account, note });
    expect(refusal).toBeNull();
    item = supervision;
  }
  return item!;
}

describe('what is supervised on the West Coast', { timeout: 60_000 }, () => {
  let ledger: DemoLedger;
  let items: DemoSupervision[];
  beforeAll(() => {
    ledger = demoLedger(buildDemoAreas(WEST_COAST, { seed: OPTIONS.seed }), OPTIONS);
    items = ledger.supervisions;
  }, 300_000);

  test('is of every kind and in every state that a leader meets, by the state machine itself', () => {
    expect(
      Object.fromEntries(
        Map.groupBy(items, ({ object }) => object.kind)
          .entries()
          .map(([kind, of]) => [kind, of.length]),
      ),
    ).toEqual({ issue: 6, gap: 4, organisation: 2 });
    const states = items.map((item) => folded(item).state);
    const count = (state: string) => states.filter((each) => each === state).length;
    expect(['accepted', 'sentBack', 'answered', 'read', 'issued'].map(count)).toEqual([2, 1, 2, 3, 4]);
    const overdue = items.filter((item, i) => isSupervisionOverdue(states[i]!, item.due, TODAY));
    expect(overdue).toHaveLength(5);
    for (const { issued, due, events } of items) {
      expect(issued).toBeLessThan(due);
      expect(issued).toBeLessThanOrEqual(TODAY - 4);
      const days = events.map(({ day }) => day);
      expect(days).toEqual(days.toSorted((a, b) => a - b));
      expect(Math.min(issued, ...days)).toBe(issued);
    }
  });

  test('issues lie with whom they are asked of; the one accepted was settled, the others were not', () => {
    const byId = new Map(ledger.issues.map((issue) => [issue.id, issue]));
    for (const item of items) {
      if (item.object.kind !== 'issue') continue;
      const { id, category, source, level, at, events } = byId.get(item.object.issue)!;
      const log = [
        { type: 'reported', id, category, source, level, at },
        ...events.map(({ event }) => event),
      ];
      const { issue } = foldIssue(log);
      expect(issue!.parts.map(({ organisation }) => organisation)).toContain(item.to.id);
      const asOfIssue = foldIssue([
        log[0]!,
        ...events.filter(({ received }) => received <= item.issued).map(({ event }) => event),
      ]);
      expect(isOpen(asOfIssue.issue!.state)).toBe(true);
      if (folded(item).state === 'accepted') expect(isOpen(issue!.state)).toBe(false);
    }
  });

  test('gaps are subjects nobody met in the running month, each asked of another officer', () => {
    const since = startOfDay(parseDay('2026-11-01')!, 'Asia/Shanghai');
    const gaps = items.flatMap(({ object, to }) => (object.kind === 'gap' ? [{ ...object, to }] : []));
    for (const { subject, period } of gaps) {
      expect(period).toBe('2026-11');
      expect(
        ledger.visits.filter(
          (visit) => visit.subject === subject && visit.outcome === 'met' && visit.at >= since,
        ),
      ).toEqual([]);
    }
    const officers = new Set(ledger.officers.map(({ id }) => id));
    expect(gaps.every(({ to }) => officers.has(to.id))).toBe(true);
    expect(new Set(gaps.map(({ to }) => to.id)).size).toBe(gaps.length);
  });

  test('is the same again, and needs no ledger to be whole', () => {
    expect(demoSupervisions(ledger, OPTIONS)).toEqual(items);
    expect(demoSupervisions({ issues: [], subjects: [], visits: [], assignments: [] }, OPTIONS)).toEqual([]);
  });
});
