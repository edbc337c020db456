import { beforeAll, describe, expect, test } from 'vitest';
import { parseDay, startOfDay } from '#geodata/duty/calendar.ts';
import { checkAnswers } from '#geodata/form.ts';
import type { Boundary } from '#geodata/model.ts';
import { HAISHU, WEST_COAST, WEST_COAST_PROGRAMMES } from '../districts/index.ts';
import { buildDemoAreas } from './areas.ts';
import { type DemoLedger, demoLedger } from './ledger.ts';
import { programmesOf } from './programmes.ts';

const TODAY = parseDay('2026-11-20')!;
const TIMEZONE = 'Asia/Shanghai';
const DAY = 86_400_000;
const OPTIONS = {
  plan: WEST_COAST,
  seed: 370211,
  today: TODAY,
  now: Date.parse('2026-11-20T14:32:00+08:00'),
  startOfDay: (day: number) => startOfDay(day, TIMEZONE),
};
const dayOf = (at: number): number => Math.floor((at + 8 * 3_600_000) / DAY);

describe('demoLedger', { timeout: 60_000 }, () => {
  let areas: Boundary[];
  let ledger: DemoLedger;
  const inRole = (role: string) => ledger.assignments.filter((assignment) => assignment.role === role);
  beforeAll(() => {
    areas = buildDemoAreas(WEST_COAST, { seed: OPTIONS.seed });
    ledger = demoLedger(areas, OPTIONS);
  }, 120_000);

  test('the published numbers: 150 secretaries, 1033 cadres and firms, 10 000 members over 1309 grids', () => {
    const officers = new Map(ledger.officers.map(({ id, role }) => [id, role]));
    const count = (role: string) => [...officers.values()].filter((held) => held === role).length;
    expect([count('firstSecretary'), count('cadre'), count('member')]).toEqual([150, 1033, 10_000]);
    expect(ledger.subjects.filter(({ type }) => type === 'firm')).toHaveLength(1033);
    const grids = new Set(areas.filter(({ level }) => level === 'grid').map(({ code }) => code));
    expect(new Set(inRole('gridWorker').map(({ area }) => area))).toEqual(grids);
    expect(ledger.subjects.length).toBeLessThan(150_000);
    expect(ledger.visits.length).toBeGreaterThan(120_000);
    expect(ledger.visits.length).toBeLessThanOrEqual(150_000);
  });

  test('ids are there once, but for posts that changed hands', () => {
    for (const records of [ledger.organisations, ledger.assignments, ledger.subjects, ledger.visits])
      expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
    expect(ledger.officers.length - new Set(ledger.officers.map(({ id }) => id)).size).toBe(2);
  });

  test('everything refers to what is there: organisations, officers, areas, subjects, sources, forms', () => {
    const organisations = new Set(ledger.organisations.map(({ id }) => id));
    const officers = new Set(ledger.officers.map(({ id }) => id));
    const codes = new Set(areas.map(({ code }) => code));
    const subjects = new Map(ledger.subjects.map((subject) => [subject.id, subject]));
    const feeds = new Set(ledger.feeds.map(({ id }) => id));
    const programmes = new Map(WEST_COAST_PROGRAMMES.map((programme) => [programme.id, programme]));
    expect(ledger.officers.filter(({ organisation }) => !organisations.has(organisation))).toEqual([]);
    const lost = ledger.assignments.filter(
      ({ officer, area, subject }) =>
        !officers.has(officer) || (area === null ? !subjects.has(subject!) : !codes.has(area) || subject),
    );
    expect(lost).toEqual([]);
    const faults = ledger.visits.flatMap(({ programme, fields, outcome }) =>
      outcome === 'met' ? checkAnswers(programmes.get(programme)!.fields, fields) : [],
    );
    expect(faults).toEqual([]);
    expect(ledger.visits.every(({ subject }) => subjects.has(subject))).toBe(true);
    expect(ledger.visits.every(({ feed }) => feed === null || feeds.has(feed))).toBe(true);
  });

  test('every officer of a visit is on the register on its day', () => {
    const spans = Map.groupBy(ledger.officers, ({ id }) => id);
    const strays = ledger.visits.filter(({ officers, at }) => {
      const day = dayOf(at);
      return !officers.every((officer) =>
        spans
          .get(officer)
          ?.some(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day <= validTo)),
      );
    });
    expect(strays).toEqual([]);
  });

  test('who calls is the worker of the grid, the paired cadre or the secretary of the village', () => {
    const subjects = new Map(ledger.subjects.map((subject) => [subject.id, subject]));
    const answers = new Map<string, Set<string>>();
    for (const { officer, area, subject } of ledger.assignments) {
      const places = answers.get(officer) ?? new Set();
      answers.set(officer, places.add(area ?? subject!));
    }
    const strangers = ledger.visits.filter(({ subject, officers }) => {
      const { area } = subjects.get(subject)!;
      const own = answers.get(officers[0]!)!;
      return ![subject, area, area.slice(0, 12)].some((place) => own.has(place));
    });
    expect(strangers).toEqual([]);
  });

  test('each village of a first secretary has at least 26 households on the register all the time', () => {
    const villages = inRole('firstSecretary').map(({ area }) => area!);
    expect(new Set(villages).size).toBe(151);
    const urbanRural = new Map(areas.map((area) => [area.code, area.urbanRural]));
    const rural = areas.filter((area) => area.level === 'community' && area.urbanRural!.startsWith('2'));
    expect(villages.filter((village) => urbanRural.get(village)!.startsWith('2'))).toHaveLength(rural.length);
    const byTown = Map.groupBy(inRole('firstSecretary'), ({ officer }) => officer);
    const towns = [...byTown.values()].map((own) => new Set(own.map(({ area }) => area!.slice(0, 9))).size);
    expect(towns.filter((count) => count === 2)).toHaveLength(1);
    const households = Map.groupBy(
      ledger.subjects.filter(({ type, validFrom }) => type === 'household' && validFrom < TODAY - 200),
      ({ area }) => area.slice(0, 12),
    );
    expect(villages.filter((village) => (households.get(village)?.length ?? 0) < 26)).toEqual([]);
  });

  test('each firm is on the register when paired; thirty clocks started in the last three weeks', () => {
    const firms = new Map(ledger.subjects.map(({ id, validFrom }) => [id, validFrom]));
    const pairings = inRole('cadre');
    expect(pairings.filter(({ subject, validFrom }) => firms.get(subject!)! > validFrom - 25)).toEqual([]);
    expect(new Set(pairings.map(({ subject }) => subject)).size).toBe(1033);
    expect(new Set(pairings.map(({ officer }) => officer)).size).toBe(1033);
    expect(pairings.filter(({ validFrom }) => validFrom > TODAY - 21)).toHaveLength(30);
    expect(Math.min(...pairings.map(({ validFrom }) => validFrom))).toBeGreaterThanOrEqual(TODAY - 425);
    const offices = new Set(
      ledger.officers.flatMap(({ role, organisation }) => (role === 'cadre' ? organisation : [])),
    );
    expect(offices.size).toBe(60);
  });

  test('some first contacts are late, some firms were never contacted, none before they were paired', () => {
    const first = new Map<string, number>();
    for (const { subject, at, outcome } of ledger.visits)
      if (outcome === 'met' && !first.has(subject)) first.set(subject, dayOf(at));
    const past = inRole('cadre').filter(({ validFrom }) => validFrom < TODAY - 60);
    const waits = past.map(({ subject, validFrom }) => (first.get(subject!) ?? Infinity) - validFrom);
    const never = waits.filter((wait) => wait === Infinity).length;
    const late = waits.filter((wait) => wait > 14).length - never;
    expect(Math.min(...waits)).toBeGreaterThan(0);
    expect(never / waits.length).toBeGreaterThan(0.01);
    expect(never / waits.length).toBeLessThan(0.12);
    expect(late / waits.length).toBeGreaterThan(0.05);
    expect(late / waits.length).toBeLessThan(0.3);
  });

  test('first secretaries call on five months; two posts were empty for a time', () => {
    const visits = ledger.visits.filter(({ programme }) => programme === 'first-secretaries');
    expect(dayOf(visits[0]!.at)).toBeGreaterThanOrEqual(parseDay('2026-07-01')!);
    expect(new Set(visits.map(({ mode }) => mode))).toEqual(new Set(['onSite']));
    const posts = Map.groupBy(
      ledger.officers.filter(({ role }) => role === 'firstSecretary'),
      ({ id }) => id,
    );
    const changed = [...posts.values()].filter((held) => held.length === 2);
    expect(changed).toHaveLength(2);
    for (const [before, after] of changed) expect(after!.validFrom).toBeGreaterThan(before!.validTo! + 1);
  });

  test('the silent source told of one town and one duty, last 19 days ago', () => {
    const towns = new Map(ledger.subjects.map(({ id, area }) => [id, area.slice(0, 9)]));
    const told = ledger.visits.filter(({ feed }) => feed !== null);
    expect(told.length).toBeGreaterThan(500);
    expect(new Set(told.map(({ subject }) => towns.get(subject)))).toEqual(
      new Set([WEST_COAST.feeds[0]!.town]),
    );
    expect(told.every(({ subject }) => subject.startsWith('P'))).toBe(true);
    expect(Math.max(...told.map(({ at }) => dayOf(at)))).toBeLessThanOrEqual(TODAY - 19);
    expect(ledger.feeds[0]!.deliveries.at(-1)).toBe(TODAY - 19);
    const untold = ledger.visits.filter(
      ({ subject, feed }) =>
        feed === null && subject.startsWith('P') && towns.get(subject) === WEST_COAST.feeds[0]!.town,
    );
    expect(untold).toEqual([]);
  });

  test('ledgers kept on paper come in weeks late, all others mostly on their day, none after today', () => {
    const towns = new Map(ledger.subjects.map(({ id, area }) => [id, area.slice(0, 9)]));
    const paper = new Set(
      WEST_COAST.towns.filter(({ typedInEvery }) => typedInEvery).map(({ code }) => code),
    );
    expect(paper.size).toBeGreaterThanOrEqual(3);
    const lateIn = (onPaper: boolean): number => {
      const own = ledger.visits.filter(
        ({ subject, feed }) => feed === null && paper.has(towns.get(subject)!) === onPaper,
      );
      return own.filter(({ at, received }) => received > dayOf(at) + 3).length / own.length;
    };
    expect(lateIn(true)).toBeGreaterThan(0.7);
    expect(lateIn(false)).toBeGreaterThan(0.01);
    expect(lateIn(false)).toBeLessThan(0.1);
    expect(ledger.visits.filter(({ at, received }) => received < dayOf(at) || received > TODAY)).toEqual([]);
    // What was made after the last typing day is not known yet.
    const last = ledger.visits.findLast(({ subject }) => towns.get(subject) === '370211015')!;
    expect(dayOf(last.at)).toBeLessThan(TODAY);
  });

  test('fewer calls on weekends and holidays; towns lead and lag; some communities see nobody', () => {
    const perDay = Map.groupBy(ledger.visits, ({ at }) => dayOf(at));
    const mean = (days: number[]): number =>
      days.reduce((sum, day) => sum + (perDay.get(day)?.length ?? 0), 0) / days.length;
    const year = Array.from({ length: 330 }, (_, i) => TODAY - 330 + i);
    const weekend = (day: number): boolean => (day + 3) % 7 >= 5;
    const weekday = mean(year.filter((day) => !weekend(day)));
    expect(mean(year.filter(weekend))).toBeLessThan(weekday / 2);
    const holiday = [2, 5, 6, 7].map((day) => parseDay(`2026-10-0${day}`)!);
    expect(mean(holiday)).toBeLessThan(weekday / 2);

    const needy = ledger.subjects.filter(({ type }) => type === 'household');
    const calls = Map.groupBy(ledger.visits, ({ subject }) => subject);
    const rate = (code: string): number => {
      const own = needy.filter(({ id, area }) => area.startsWith(code) && id.startsWith('H'));
      return own.reduce((sum, { id }) => sum + (calls.get(id)?.length ?? 0), 0) / own.length;
    };
    expect(rate('370211103')).toBeLessThan(rate('370211005') * 0.6);
    const listed = Map.groupBy(needy, ({ area }) => area.slice(0, 12));
    const blind = [...listed.values()].filter(
      (own) => own.length >= 5 && own.every(({ id }) => !calls.has(id)),
    );
    expect(blind.length).toBeGreaterThan(2);
  });

  test('the same seed and day give the same ledger; the programmes hold all four kinds of duty', () => {
    expect(demoLedger(areas, OPTIONS)).toEqual(ledger);
    expect(demoLedger(areas, { ...OPTIONS, seed: 2 }).visits).not.toEqual(ledger.visits);
    const kinds = new Set(WEST_COAST_PROGRAMMES.flatMap(({ duties }) => duties.map(({ kind }) => kind)));
    expect(kinds).toEqual(new Set(['coverSubjects', 'officerQuota', 'afterEvent', 'staffing']));
  });
});

test('Haishu: firms are called on at four levels, each by whom the duty asks for', {
  timeout: 60_000,
}, () => {
  const areas = buildDemoAreas(HAISHU, { seed: 1 });
  const ledger = demoLedger(areas, { ...OPTIONS, plan: HAISHU });
  const roles = new Map(ledger.officers.map(({ id, role }) => [id, role]));
  const firms = new Map(ledger.subjects.filter(({ type }) => type === 'firm').map((firm) => [firm.id, firm]));
  expect(firms.size).toBe(HAISHU.firms.count);
  const calls = ledger.visits.filter(({ programme }) => programme === 'three-services');
  const byRole = Map.groupBy(calls, ({ officers }) => roles.get(officers[0]!));
  expect(new Set(byRole.keys())).toEqual(
    new Set(['districtLeader', 'departmentCadre', 'townCadre', 'gridWorker']),
  );
  const tagged = (role: string, tag: string): boolean =>
    byRole.get(role)!.every(({ subject }) => firms.get(subject)!.tags.includes(tag));
  expect(tagged('districtLeader', '重点企业')).toBe(true);
  expect(tagged('departmentCadre', '规上企业')).toBe(true);
  const [threeServices] = programmesOf(HAISHU);
  const faults = calls.flatMap(({ fields, outcome }) =>
    outcome === 'met' ? checkAnswers(threeServices!.fields, fields) : [],
  );
  expect(faults).toEqual([]);
});
