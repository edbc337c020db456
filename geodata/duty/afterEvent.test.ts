import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deadlineOf,
  type EventRegister,
  eventStanding,
  reckonEvent,
  tallyOfEvent,
} from '#geodata/duty/afterEvent.ts';
import { civilCalendar, formatDay } from '#geodata/duty/calendar.ts';
import { parsePeriod } from '#geodata/duty/period.ts';
import { TreeVersions } from '#geodata/duty/places.ts';
import { contributionIn } from '#geodata/duty/reckoning.ts';
import type { AfterEvent, DutyRule, EventSpan, VisitFact } from '#geodata/duty/types.ts';
import { workingCalendar } from '#geodata/duty/workingCalendar.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import {
  anyDay,
  areas,
  day,
  days,
  PAIRED,
  ruleOf,
  subject,
  TREES,
  visit,
  YEAR,
} from '#geodata/testing/duty.ts';

const RULE = ruleOf(PAIRED);
const event = (on: string, fields: Partial<EventSpan> = {}): EventSpan => ({
  ...days(on),
  x: 'e',
  kind: 'assignment',
  day: day(on),
  officer: 'o',
  ...fields,
});
const register = (fields: Partial<EventRegister> = {}): EventRegister => ({
  event: event('2026-11-20'),
  spans: [subject('2020-01-01')],
  answering: () => new Set(['a', 'b']),
  ...fields,
});
const due = (on: string, rule = RULE, calendar = civilCalendar) => {
  const found = deadlineOf(rule, event(on), calendar);
  return found && [formatDay(found.dueDay), found.period.key];
};
const deadline = deadlineOf(RULE, event('2026-11-20'), civilCalendar)!;
const standing = (fields: Partial<EventRegister> = {}, trees = TREES) =>
  eventStanding(trees, deadline, register(fields));
const none = new Map();
const by = (...officers: string[]) => ({ officers });

describe('the deadline', () => {
  test('of an event on 2026-11-20 with 14 days is 2026-12-04, and it counts in 2026-12', () => {
    expect(due('2026-11-20')).toEqual(['2026-12-04', '2026-12']);
    expect(due('2026-11-16')).toEqual(['2026-11-30', '2026-11']);
    expect(due('2026-11-17')).toEqual(['2026-12-01', '2026-12']);
  });

  test('in working days skips weekends and holidays: Wednesday 2026-09-30 and 3 days is Saturday 2026-10-10', () => {
    // 1 to 7 October off; Thursday 8, Friday 9, and Saturday 10 is worked
    const working = workingCalendar(STATE_COUNCIL_HOLIDAYS);
    const three = ruleOf({ ...PAIRED, days: 3, calendar: 'working' });
    expect(due('2026-09-30', three, working)).toEqual(['2026-10-10', '2026-10']);
  });

  test('of no days is the day itself', () => {
    expect(due('2026-11-30', ruleOf({ ...PAIRED, days: 0 }))).toEqual(['2026-11-30', '2026-11']);
  });

  test('is by the rule of the day of the event, whatever the rule is when it falls due', () => {
    const shorter = ruleOf(PAIRED, [['2026-12-01', { ...PAIRED, days: 7 }]]);
    expect(due('2026-11-30', shorter)).toEqual(['2026-12-14', '2026-12']);
    expect(due('2026-12-01', shorter)).toEqual(['2026-12-08', '2026-12']);
    const ended = ruleOf(PAIRED, [['2026-12-01', null]]);
    expect(due('2026-11-30', ended)).toEqual(['2026-12-14', '2026-12']);
    expect(due('2026-12-01', ended)).toBeNull();
  });

  test('an event of another kind is none of the duty', () => {
    expect(deadlineOf(RULE, event('2026-11-20', { kind: 'illness' }), civilCalendar)).toBeNull();
  });

  test('the programme holds the event and its deadline, or it is none of the duty', () => {
    expect(
      ['2025-12-31', '2026-01-01', '2026-12-17', '2026-12-18', '2027-01-01'].map((on) => due(on)),
    ).toEqual([null, ['2026-01-15', '2026-01'], ['2026-12-31', '2026-12'], null, null]);
  });
});

describe('the standing of an event', () => {
  test('is one visit required, in a window from the event to its deadline', () => {
    expect(standing()).toEqual({
      home: 'g1',
      town: 't1',
      n: 1,
      r: 1,
      exempt: 0,
      startDay: day('2026-11-20'),
      dueDay: day('2026-12-04'),
      unassigned: 0,
      visited: 0,
      done: 0,
      met: 0,
      quota: 1,
      alone: false,
    });
  });

  test('holds in the one period that has the deadline, and in no other', () => {
    const reckoning = reckonEvent(
      RULE,
      TREES,
      deadline,
      register(),
      tallyOfEvent(RULE, deadline, register(), [], none),
    );
    const keys = ['2026-10', '2026-11', '2026-12', '2027-01'];
    expect(keys.map((key) => reckoning.standingAt(parsePeriod(key)!)?.n ?? null)).toEqual([
      null,
      null,
      1,
      null,
    ]);
  });

  test('needs no half of the period: a subject that came on its last day counts', () => {
    expect(standing({ spans: [subject('2026-12-31')] })).toMatchObject({ n: 1, exempt: 0 });
  });

  test('is exempt when the subject or the event is off the register by the last day', () => {
    const exempt = { n: 0, r: 0, quota: 0, exempt: 1, startDay: 0, dueDay: 0 };
    expect(standing({ spans: [subject('2020-01-01', '2026-12-30')] })).toMatchObject(exempt);
    expect(standing({ event: event('2026-11-20', { to: day('2026-12-30') }) })).toMatchObject(exempt);
    expect(standing({ event: event('2026-11-20', { to: day('2026-12-31') }) })).toMatchObject({ n: 1 });
  });

  test('is nothing for a subject never on the register by then, or that the duty does not name', () => {
    expect(standing({ spans: [] })).toBeNull();
    expect(standing({ spans: [subject('2027-01-01')] })).toBeNull();
    const firms = { ...deadline, duty: { ...PAIRED, subjectType: 'firm' as const } };
    expect(eventStanding(TREES, firms, register())).toBeNull();
    const poor = { ...deadline, duty: { ...PAIRED, tags: ['poor'] } };
    expect(eventStanding(TREES, poor, register())).toBeNull();
    expect(
      eventStanding(TREES, poor, register({ spans: [subject('2020-01-01', null, { tags: ['poor'] })] })),
    ).toMatchObject({ n: 1 });
  });

  test('is at home where the subject is on the last day, by the tree of that day', () => {
    const spans = [subject('2020-01-01', '2026-12-10'), subject('2026-12-11', null, { home: 'g3' })];
    const trees = new TreeVersions([
      { from: day('2020-01-01'), nodes: areas() },
      { from: day('2026-12-31'), nodes: areas({ c2: 't2' }) },
    ]);
    expect(standing({ spans }, trees)).toMatchObject({ home: 'g3', town: 't2' });
    const heating = { ...deadline, duty: { ...PAIRED, tree: 'heating' } };
    expect(eventStanding(TREES, heating, register())).toBeNull();
    const warm = [subject('2020-01-01', null, { zones: { heating: 'z1' } })];
    expect(eventStanding(TREES, heating, register({ spans: warm }))).toMatchObject({ home: 'z1' });
  });

  test('is unassigned when it names nobody and nobody answers for the subject', () => {
    const nobody = { answering: () => new Set<string>() };
    const unnamed = event('2026-11-20', { officer: null });
    expect(standing({ ...nobody, event: unnamed })).toMatchObject({ unassigned: 1, alone: true });
    expect(standing({ event: unnamed })).toMatchObject({ unassigned: 0 });
    expect(standing(nobody)).toMatchObject({ unassigned: 0 });
    const gone = { ...unnamed, to: day('2026-12-01') };
    expect(standing({ ...nobody, event: gone })).toMatchObject({ unassigned: 0, alone: false });
  });
});

describe('the visit after an event', () => {
  const made = (
    visits: VisitFact[],
    fields: Partial<EventRegister> = {},
    rule: DutyRule<AfterEvent> = RULE,
  ) => {
    const whole = register(fields);
    const at = deadlineOf(rule, whole.event, civilCalendar)!;
    const tally = tallyOfEvent(rule, at, whole, visits, staff);
    const part = contributionIn(reckonEvent(rule, TREES, at, whole, tally), at.period)?.part;
    return part ? [part.visited, part.done, part.met, part.metLate] : null;
  };
  const staff = new Map([['o', [{ ...days('2026-01-01'), role: 'member', home: 'g1' }]]]);
  const MET = [1, 1, 1, 0];
  const LATE = [0, 0, 0, 1];

  test('is in time from the day of the event to that of the deadline, late after it; done stays 0', () => {
    const on = (text: string) => made([visit(text, by('o'))]);
    expect(['2026-11-19', '2026-11-20', '2026-12-04', '2026-12-05', '2026-12-31'].map(on)).toEqual([
      null,
      MET,
      MET,
      LATE,
      LATE,
    ]);
    expect(on('2027-01-01')).toBeNull();
  });

  test('the first decides: late ones do not undo it', () => {
    expect(made([visit('2026-12-20', by('o')), visit('2026-12-01', by('o'))])).toEqual(MET);
    expect(made([visit('2026-11-01', by('o')), visit('2026-12-20', by('o'))])).toEqual(LATE);
  });

  test('must qualify', () => {
    expect(made([visit('2026-12-01', { outcome: 'notIn', officers: ['o'] })])).toBeNull();
    const onSite = ruleOf({ ...PAIRED, modes: ['onSite'] });
    expect(made([visit('2026-12-01', { mode: 'phone', officers: ['o'] })], {}, onSite)).toBeNull();
    expect(made([visit('2026-12-01', by('o'))], {}, ruleOf({ ...PAIRED, officerRole: 'member' }))).toEqual(
      MET,
    );
    expect(made([visit('2026-12-01', by('o'))], {}, ruleOf({ ...PAIRED, officerRole: 'doctor' }))).toBeNull();
  });

  test('is by the officer the event names, whoever else answers', () => {
    expect(made([visit('2026-12-01', by('a'))])).toBeNull();
    expect(made([visit('2026-12-01', by('a', 'o'))])).toEqual(MET);
  });

  test('is by one who answers for the subject where the event names nobody', () => {
    const unnamed = { event: event('2026-11-20', { officer: null }) };
    expect(made([visit('2026-12-01', by('b'))], unnamed)).toEqual(MET);
    expect(made([visit('2026-12-01', by('o'))], unnamed)).toBeNull();
  });

  test('is by anybody where the duty says so', () => {
    const anybody = ruleOf({ ...PAIRED, byAssigned: false });
    expect(made([visit('2026-12-01', by('stranger'))], {}, anybody)).toEqual(MET);
    expect(made([visit('2026-12-01')], {}, anybody)).toEqual(MET);
  });

  test('is judged by the rule that set the deadline, also after that rule has changed or ended', () => {
    const ended = ruleOf(PAIRED, [['2026-12-01', null]]);
    expect(made([visit('2026-12-02', by('o'))], {}, ended)).toEqual(MET);
    const stricter = ruleOf(PAIRED, [['2026-12-01', { ...PAIRED, modes: ['onSite'] }]]);
    expect(made([visit('2026-12-02', { mode: 'phone', officers: ['o'] })], {}, stricter)).toEqual(MET);
  });

  test('of a subject that has left counts for nothing', () => {
    expect(made([visit('2026-12-01', by('o'))], { spans: [subject('2020-01-01', '2026-12-30')] })).toBeNull();
  });

  test('is done, late or missing, whatever the days', () => {
    fc.assert(
      fc.property(anyDay, fc.nat(40), fc.array(anyDay, { maxLength: 5 }), (on, length, visited) => {
        const rule = ruleOf({ ...PAIRED, days: length });
        const at = { ...event('2026-01-01'), from: on, day: on };
        if (!deadlineOf(rule, at, civilCalendar)) return;
        const visits = visited.map((each) => ({ ...visit('2026-01-01', by('o')), day: each }));
        const after = visited.filter((each) => each >= on && each <= YEAR.lastDay && each >= YEAR.firstDay);
        const first = after.length === 0 ? null : Math.min(...after);
        const expected = first === null ? null : first <= on + length ? MET : LATE;
        expect(made(visits, { event: at }, rule)).toEqual(expected);
      }),
    );
  });
});
