import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { AssignmentWrite, SubjectWrite } from '#api/store/registerStore.ts';
import { day, FIRST_TREE, NAME, treeWrite } from '#api/store/testing/operations.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { openTestLedger, type TestLedger } from '#api/testing.ts';
import { civilCalendar } from '#geodata/duty/calendar.ts';
import { defineDuty, type ShortDuty } from '#geodata/duty/define.ts';
import { addSums, figures, NO_SUMS } from '#geodata/duty/figures.ts';
import { periodOf } from '#geodata/duty/period.ts';
import type { Programme } from '#geodata/duty/types.ts';
import { OPEN_END } from '#geodata/model.ts';

export const SCOPE = { codes: ['d', 'hz'] };
export const ALWAYS = { validFrom: day('2026-01-01'), validTo: OPEN_END };
export const PROGRAMME: Omit<Programme, 'duties'> = {
  id: 'p',
  name: NAME,
  firstDay: day('2026-01-01'),
  lastDay: day('2027-12-31'),
  fields: [],
};
export const COVER = {
  kind: 'coverSubjects',
  id: 'cover',
  name: NAME,
  period: 'month',
  subjectType: 'household',
  n: 1,
} as const satisfies ShortDuty;
export const QUOTA = {
  kind: 'officerQuota',
  id: 'quota',
  name: NAME,
  period: 'month',
  role: 'secretary',
  n: 3,
} as const satisfies ShortDuty;
export const EVENT = {
  kind: 'afterEvent',
  id: 'event',
  name: NAME,
  period: 'month',
  event: 'birthday',
  days: 7,
} as const satisfies ShortDuty;

/**
 * A ledger of its own for each test of a file, with three officers and nothing to be done yet, and short words for what
 * happens in it. After each test the roll-ups must be those of a rebuild.
 */
export function dutyLedger() {
  // Each test opens a ledger on disk with its threads and commits a dozen times.
  vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
  let ledger: TestLedger;
  let visits = 0;

  beforeEach(async () => {
    ledger = await openTestLedger('2026-11-20T14:32:00+08:00');
    await ledger.store.putTree(treeWrite(FIRST_TREE, day('2026-01-01')));
    await ledger.store.putOrganisations(
      SCOPE,
      ['t1', 't2'].map((home) => ({ id: `o${home}`, type: 'townOffice', name: home, home, ...ALWAYS })),
    );
    await putOfficer('w1', 'secretary');
    await putOfficer('w2', 'secretary');
    await putOfficer('w3', 'gridWorker');
  });
  afterEach(async () => {
    expect(await ledger.store.rebuildDifferences()).toEqual([]);
    await ledger.close();
  });

  const putDuties = (...duties: ShortDuty[]) =>
    ledger.store.putProgramme({ ...PROGRAMME, duties: duties.map(defineDuty) });
  const putOfficer = (id: string, type: string, from = '2026-01-01', to = OPEN_END) =>
    ledger.store.putOfficers(SCOPE, [
      { id, type, name: id, phone: null, organisation: 'ot1', validFrom: day(from), validTo: to },
    ]);
  const putSubject = (id: string, fields: Partial<SubjectWrite> = {}) =>
    ledger.store.putSubjects(SCOPE, [
      {
        id,
        type: 'household',
        name: id,
        tags: [],
        home: 'g1',
        zones: {},
        position: null,
        ...ALWAYS,
        ...fields,
      },
    ]);
  const assign = (
    id: string,
    officer: string,
    to: { area: string } | { subject: string },
    more: Partial<AssignmentWrite> = {},
  ) =>
    ledger.store.putAssignments(SCOPE, [
      { id, officer, area: null, subject: null, role: 'member', ...ALWAYS, ...to, ...more },
    ]);
  const visit = async (subject: string, on: string, officers = ['w1'], more: Partial<VisitWrite> = {}) => {
    const id = `00000000-0000-4000-8000-${String(visits++).padStart(12, '0')}`;
    const [result] = await ledger.store.ingestVisits(SCOPE, [
      {
        id,
        subject,
        officers,
        at: Date.parse(`${on}T09:00:00+08:00`),
        day: day(on),
        mode: 'onSite',
        outcome: 'met',
        programme: null,
        position: null,
        note: null,
        home: null,
        fields: null,
        feed: null,
        ...more,
      },
    ]);
    expect(result).toMatchObject({ status: 'created' });
    return id;
  };
  const befall = (
    id: string,
    subject: string,
    on: string,
    officer: string | null = null,
    kind = 'birthday',
  ) => ledger.store.putEvents(SCOPE, [{ id, kind, subject, day: day(on), officer }]);
  const at = (moment: string) => {
    ledger.clock.now = Date.parse(`${moment}T10:00:00+08:00`);
  };

  /** What is at home in each area, by the roll-ups. */
  async function homes(duty: string, on: string, recordedBy?: string) {
    const record = (await ledger.store.duties()).find((each) => each.duty.id === duty)!;
    const period = periodOf(record.duty.period, day(on), record.programme);
    const asOf = recordedBy === undefined ? {} : { recordedBy: day(recordedBy) };
    const tree = { day: period.end, ...asOf };
    const towns = (await ledger.store.treeState(tree)).tree.areas.map(({ townCode }) => townCode);
    const answer = await ledger.store.dutySums(SCOPE, {
      duty,
      periods: [period.start],
      tree,
      towns: [...new Set(towns)],
      grain: 'homes',
      ...asOf,
    });
    const rows = answer.get(period.start)!.map(({ area, sums }) => [area, sums] as const);
    return { period, record, rows: Object.fromEntries(rows) };
  }

  async function total(duty: string, on: string, recordedBy?: string) {
    const { rows } = await homes(duty, on, recordedBy);
    return Object.values(rows).reduce((all, sums) => addSums(all, sums), NO_SUMS);
  }

  async function shown(duty: string, on: string, today: string) {
    const { period, record } = await homes(duty, on);
    return figures(await total(duty, on), {
      kind: record.duty.kind,
      period,
      programme: record.programme,
      today: day(today),
      thresholds: record.duty.thresholds,
      calendar: civilCalendar,
    });
  }

  async function gapsOf(duty: string, on: string, today: string, recordedBy?: string) {
    const { period, record } = await homes(duty, on);
    return ledger.store.gaps(SCOPE, {
      duty,
      period: period.start,
      area: record.duty.tree === 'heating' ? 'hz' : 'd',
      today: day(today),
      sort: 'worst',
      limit: 100,
      after: null,
      ...(recordedBy === undefined ? {} : { recordedBy: day(recordedBy) }),
    });
  }

  return {
    /** The ledger of the test that runs. */
    ledger: {
      get store() {
        return ledger.store;
      },
      get clock() {
        return ledger.clock;
      },
    },
    putDuties,
    putOfficer,
    putSubject,
    assign,
    visit,
    befall,
    at,
    homes,
    total,
    shown,
    gapsOf,
  };
}
