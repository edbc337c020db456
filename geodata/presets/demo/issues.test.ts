import { beforeAll, describe, expect, test } from 'vitest';
import { parseDay, startOfDay } from '#geodata/duty/calendar.ts';
import { isOverdue } from '#geodata/issue/clock.ts';
import { foldIssue } from '#geodata/issue/fold.ts';
import type { Issue } from '#geodata/issue/issue.ts';
import { isOpen, isSettled } from '#geodata/issue/states.ts';
import type { Boundary } from '#geodata/model.ts';
import { createResolver } from '#geodata/place/resolver.ts';
import { HAISHU, WEST_COAST } from '#geodata/presets/districts/index.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';
import { ISSUE_CATEGORIES } from '#geodata/presets/issueCategories.ts';
import { RULES } from '#geodata/testing/issue.ts';
import { buildDemoAreas } from './areas.ts';
import { type DemoIssue, demoIssues } from './issues/index.ts';
import { type DemoLedger, demoLedger } from './ledger.ts';
import { EMERGING_DAYS } from './plantedTruths.ts';

const TODAY = parseDay('2026-11-20')!;
const NOW = Date.parse('2026-11-20T14:32:00+08:00');
const optionsOf = (plan: DistrictPlan) => ({
  ...{ plan, seed: plan.seed, today: TODAY, now: NOW },
  startOfDay: (day: number) => startOfDay(day, 'Asia/Shanghai'),
});
const OPTIONS = optionsOf(WEST_COAST);
const dayOf = RULES.dayOf;

function folded(issue: DemoIssue): { issue: Issue; refusals: unknown[] } {
  const { id, category, source, level, at, events } = issue;
  const log = [{ type: 'reported', id, category, source, level, at }, ...events.map(({ event }) => event)];
  const { issue: state, refusals } = foldIssue(log);
  return { issue: state!, refusals };
}

/** What a campaign has found and settled, as the measures count it. */
function totals(issues: readonly DemoIssue[], programme: string) {
  const own = issues.filter((issue) => issue.programme === programme);
  const states = own.map((issue) => folded(issue).issue.state);
  const counted = states.filter((state) => state !== 'refused' && state !== 'merged');
  return { own, found: counted.length, settled: counted.filter(isSettled).length, states };
}

describe('issues of the West Coast', { timeout: 60_000 }, () => {
  let areas: Boundary[];
  let ledger: DemoLedger;
  let states: Map<string, Issue>;
  beforeAll(() => {
    areas = buildDemoAreas(WEST_COAST, { seed: OPTIONS.seed });
    ledger = demoLedger(areas, OPTIONS);
    states = new Map(ledger.issues.map((issue) => [issue.id, folded(issue).issue]));
  }, 300_000);

  test('the published totals of the campaigns come out exactly', () => {
    const { issues } = ledger;
    const secretaries = totals(issues, 'first-secretaries');
    expect([secretaries.found, secretaries.settled]).toEqual([372, 283]);
    expect(secretaries.states.filter((state) => state === 'closed')).toHaveLength(283);
    const firms = totals(issues, 'cadres-to-firms');
    expect([firms.found, firms.settled]).toEqual([766, 446]);
    expect(firms.own.every(({ category }) => category.startsWith('firms.'))).toBe(true);
    const needs = firms.own.filter(({ category }) => /\.(land|labour|policy)$/.test(category));
    expect(needs).toHaveLength(305);
    const members = totals(issues, 'members-to-households');
    expect([members.found, members.settled]).toEqual([1228, 1201]);
    expect(members.own.every(({ category }) => category.startsWith('questions.'))).toBe(true);
  });

  test('every log is one that the state machine takes; nothing lies after now or comes in before it happened', () => {
    expect(ledger.issues.filter((issue) => folded(issue).refusals.length > 0)).toEqual([]);
    const early = ledger.issues.filter(({ at, received, events }) => {
      const moments = [
        { at, received },
        ...events.map((one) => ({ at: one.event.at, received: one.received })),
      ];
      return moments.some(
        (moment, i) =>
          moment.at > NOW ||
          moment.received > TODAY ||
          moment.received < dayOf(moment.at) ||
          moment.received < (moments[i - 1]?.received ?? 0),
      );
    });
    expect(early).toEqual([]);
  });

  test('ids are there once; what is merged goes into an issue of the same category and grid', () => {
    const ids = ledger.issues.flatMap(({ id, events }) => [id, ...events.map((one) => one.id)]);
    expect(new Set(ids).size).toBe(ids.length);
    const byId = new Map(ledger.issues.map((issue) => [issue.id, issue]));
    const merged = ledger.issues.flatMap((issue) =>
      issue.events.flatMap(({ event }) =>
        event.type === 'merged' ? { issue, into: byId.get(event.into)! } : [],
      ),
    );
    expect(merged.length).toBeGreaterThan(40);
    for (const { issue, into } of merged)
      expect([into.category, into.area, states.get(into.id)!.state === 'merged']).toEqual([
        ...[issue.category, issue.area, false],
      ]);
  });

  test('positions lie in the grid; a few dozen have none', () => {
    const resolver = createResolver(areas.filter(({ level }) => level === 'grid'));
    const located = ledger.issues.filter(({ position }) => position !== null);
    expect(located.filter(({ position, area }) => resolver.at(...position!) !== area)).toEqual([]);
    const unlocated = ledger.issues.length - located.length;
    expect(unlocated).toBeGreaterThanOrEqual(24);
    expect(unlocated).toBeLessThan(60);
  });

  test('what a campaign found is of an actual visit: its subject, home, officer, moment and day of receipt', () => {
    const visits = new Map(ledger.visits.map((visit) => [visit.id, visit]));
    const homes = new Map(ledger.subjects.map(({ id, area }) => [id, area]));
    const found = ledger.issues.filter(({ source }) => source === 'visit');
    expect(new Set(found.map(({ visit }) => visit)).size).toBe(found.length);
    const strays = found.filter(({ visit: id, subject, area, officer, at, received }) => {
      const visit = visits.get(id!);
      return !(
        visit?.outcome === 'met' &&
        visit.subject === subject &&
        homes.get(subject) === area &&
        visit.officers.includes(officer!) &&
        visit.at === at &&
        visit.received === received
      );
    });
    expect(strays).toEqual([]);
    const without = ledger.issues.filter(({ programme, visit }) => programme !== null && visit === null);
    // Firms whose need no visit wrote down asked for themselves.
    expect(new Set(without.map(({ source }) => source))).toEqual(new Set(['firmPlatform']));
    expect(without.length).toBeLessThan(250);
    const types = new Map(ledger.subjects.map(({ id, type }) => [id, type]));
    const callers = totals(ledger.issues, 'cadres-to-firms').own;
    expect(callers.every(({ subject }) => types.get(subject!) === 'firm')).toBe(true);
  });

  test('they refer to what is there: categories, organisations, areas; reporters have numbers nobody has', () => {
    const categories = new Set(
      ISSUE_CATEGORIES.categories.flatMap(({ children }) => children.map(({ id }) => id)),
    );
    const organisations = new Set(ledger.organisations.map(({ id }) => id));
    const codes = new Set(areas.map(({ code }) => code));
    for (const { category, area, events, reporter, title } of ledger.issues) {
      expect(categories.has(category)).toBe(true);
      expect(codes.has(area)).toBe(true);
      expect(title).not.toMatch(/其他事项|undefined/);
      expect(reporter?.phone ?? '13800000000').toMatch(/^1380000\d{4}$/);
      for (const { event } of events)
        if (event.type === 'dispatched')
          expect(event.organisations.filter((organisation) => !organisations.has(organisation))).toEqual([]);
    }
  });

  test('four to six thousand beside the campaigns, over twelve months, fewer on days off, by households', () => {
    const others = ledger.issues.filter(
      ({ programme }) => programme === null || programme === 'people-in-focus',
    );
    expect(others.length).toBeGreaterThan(4000);
    expect(others.length).toBeLessThan(6000);
    expect(Math.min(...others.map(({ at }) => dayOf(at)))).toBeGreaterThan(TODAY - 367);
    const calls = others.filter(({ source }) => source === 'hotline' || source === 'firmPlatform');
    const weekend = calls.filter(({ at }) => (dayOf(at) + 3) % 7 >= 5).length / 2;
    expect(weekend).toBeLessThan(((calls.length - 2 * weekend) / 5) * 0.8);
    const households = new Map<string, number>();
    for (const { level, code, households: own } of areas)
      if (level === 'grid') households.set(code.slice(0, 9), (households.get(code.slice(0, 9)) ?? 0) + own!);
    const planted = new Set(
      ledger.truths.flatMap(({ communities }) => communities.map((code) => code.slice(0, 9))),
    );
    for (const [town, count] of households) {
      if (planted.has(town) || count < 10_000) continue;
      const rate = others.filter(({ area }) => area.startsWith(town)).length / count;
      expect(rate / (4600 / WEST_COAST.households)).toBeGreaterThan(0.7);
      expect(rate / (4600 / WEST_COAST.households)).toBeLessThan(1.4);
    }
  });

  test('everything that can happen to an issue happens; most events fall in office hours', () => {
    const counts = new Map<string, number>();
    let [inside, all] = [0, 0];
    for (const { events } of ledger.issues)
      for (const { event } of events) {
        counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
        const hour = ((event.at + 8 * 3_600_000) % 86_400_000) / 3_600_000;
        all++;
        if (hour >= 8.5 && hour <= 17.5) inside++;
      }
    expect(inside / all).toBeGreaterThan(0.85);
    for (const type of ['returned', 'escalated', 'suspended', 'extended', 'reopened', 'refused', 'merged'])
      expect({ type, isSeen: counts.get(type)! > 50 }).toEqual({ type, isSeen: true });
    const kinds = ledger.issues.flatMap(({ events }) =>
      events.flatMap(({ event }) => (event.type === 'resolved' ? event.kind : [])),
    );
    expect(new Set(kinds)).toEqual(new Set(['solved', 'explained', 'planned', 'passedOn']));
    const reached = new Set([...states.values()].map(({ state }) => state));
    for (const state of [
      'accepted',
      'dispatched',
      'handling',
      'suspended',
      'escalated',
      'resolved',
      'closed',
    ])
      expect(reached).toContain(state);
    const several = ledger.issues.some(({ events }) =>
      events.some(({ event }) => event.type === 'dispatched' && event.organisations.length > 1),
    );
    expect(several).toBe(true);
    const rated = [...states.values()].flatMap(({ ratings }) => ratings);
    const bad = rated.filter(({ rating }) => rating === 'not' || rating === 'notAtAll').length;
    expect(bad / rated.length).toBeGreaterThan(0.02);
    expect(bad / rated.length).toBeLessThan(0.15);
  });

  test('some are overdue, in towns that lag more than in those that lead', () => {
    const others = ledger.issues.filter(({ programme }) => programme === null);
    const open = others.filter(({ id }) => isOpen(states.get(id)!.state));
    const overdue = open.filter(({ id }) => isOverdue(states.get(id)!, NOW, RULES));
    expect(overdue.length / open.length).toBeGreaterThan(0.15);
    expect(overdue.length / open.length).toBeLessThan(0.6);
    const lateIn = (isMeant: (diligence: number) => boolean): number => {
      const towns = new Set(
        WEST_COAST.towns.filter((town) => isMeant(town.diligence)).map(({ code }) => code),
      );
      const own = others.filter(({ area }) => towns.has(area.slice(0, 9)));
      return overdue.filter(({ area }) => towns.has(area.slice(0, 9))).length / own.length;
    };
    expect(lateIn((diligence) => diligence < 0.7)).toBeGreaterThan(
      2 * lateIn((diligence) => diligence > 1.1),
    );
  });

  test('what is planted is there: raised rates, one of them growing, and a community where hardly anything is found', () => {
    expect(ledger.truths.map(({ kind }) => kind).toSorted()).toEqual([
      ...['emerging', 'hotspot', 'hotspot', 'hotspot', 'hotspot', 'silence'],
    ]);
    const households = (codes: readonly string[]): number =>
      areas.reduce((sum, { level, parentCode, households: own }) => {
        return level === 'grid' && codes.includes(parentCode!) ? sum + own! : sum;
      }, 0);
    for (const { kind, category, communities } of ledger.truths) {
      const isIn = ({ area }: DemoIssue): boolean => communities.includes(area.slice(0, 12));
      if (kind === 'silence') {
        expect(ledger.issues.filter((issue) => isIn(issue) && issue.source === 'visit').length).toBeLessThan(
          2,
        );
        continue;
      }
      const own = ledger.issues.filter((issue) => issue.category === category);
      const inside = own.filter(isIn);
      const rate = inside.length / households(communities);
      expect(rate / ((own.length - inside.length) / WEST_COAST.households)).toBeGreaterThan(5);
      if (kind !== 'emerging') continue;
      const late = inside.filter(({ at }) => dayOf(at) > TODAY - EMERGING_DAYS / 2);
      const early = inside.filter(({ at }) => dayOf(at) <= TODAY - EMERGING_DAYS / 2);
      expect(late.length).toBeGreaterThan(1.5 * early.length);
    }
  });

  test('the same seed and moment give the same issues, another seed others', () => {
    const { subjects, visits } = ledger;
    const again = demoIssues(areas, subjects, visits, OPTIONS);
    expect(again.issues).toEqual(ledger.issues);
    expect(demoIssues(areas, subjects, visits, { ...OPTIONS, seed: 2 }).issues).not.toEqual(ledger.issues);
  });

  test('without a single visit the totals hold all the same', () => {
    const { issues } = demoIssues(areas, ledger.subjects, [], OPTIONS);
    const counted = ['first-secretaries', 'cadres-to-firms', 'members-to-households'].map((programme) => {
      const { found, settled } = totals(issues, programme);
      return [found, settled];
    });
    expect(counted).toEqual([
      [372, 283],
      [766, 446],
      [1228, 1201],
    ]);
    expect(issues.some(({ visit }) => visit !== null)).toBe(false);
  });
});

test('Haishu: 1337 collected, 1169 settled, nothing planted', { timeout: 120_000 }, () => {
  const areas = buildDemoAreas(HAISHU, { seed: 1 });
  const { issues, truths } = demoLedger(areas, optionsOf(HAISHU));
  const { found, settled } = totals(issues, 'three-services');
  expect([found, settled]).toEqual([1337, 1169]);
  expect(truths).toEqual([]);
  expect(issues.filter((issue) => folded(issue).refusals.length > 0)).toEqual([]);
});
