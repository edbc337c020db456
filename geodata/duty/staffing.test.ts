import { describe, expect, test } from 'vitest';
import { parsePeriod } from '#geodata/duty/period.ts';
import { TreeVersions } from '#geodata/duty/places.ts';
import { contributionIn } from '#geodata/duty/reckoning.ts';
import type { Responsibility } from '#geodata/duty/responsibility.ts';
import { reckonHouseholds, reckonStaffing, staffingStanding, staffOf } from '#geodata/duty/staffing.ts';
import type { AssignmentSpan, CoverSubjects } from '#geodata/duty/types.ts';
import { areas, assigned, COVER, day, ruleOf, STAFF, TREES } from '#geodata/testing/duty.ts';

const RULE = ruleOf(STAFF);
const november = parsePeriod('2026-11')!;
const members = (n: number, from = '2026-01-01', to: string | null = null): AssignmentSpan[] =>
  Array.from({ length: n }, (_, i) => assigned(`o${i}`, from, to));
const at = (assignments: AssignmentSpan[], area = 'g1', rule = RULE, period = november) =>
  staffingStanding(rule, TREES, area, assignments, period);
const figures = (assignments: AssignmentSpan[]) => {
  const { n, r, visited, done, met, unassigned } = at(assignments)!;
  return { n, r, visited, done, met, unassigned };
};

describe('the staff of an area', () => {
  test('three of at least five: required 5, done 3, not met', () => {
    expect(figures(members(3))).toEqual({ n: 1, r: 5, visited: 1, done: 3, met: 0, unassigned: 0 });
  });

  test('more than the minimum is met, and done is the minimum', () => {
    expect(figures(members(5))).toMatchObject({ done: 5, met: 1 });
    expect(figures(members(12))).toMatchObject({ r: 5, done: 5, met: 1 });
  });

  test('nobody is unassigned', () => {
    expect(figures([])).toEqual({ n: 1, r: 5, visited: 0, done: 0, met: 0, unassigned: 1 });
  });

  test('each officer counts once, however many assignments there are', () => {
    expect(figures([...members(4), assigned('o0', '2026-06-01')])).toMatchObject({ done: 4, met: 0 });
  });

  test('is who is there on the last day of the period', () => {
    const done = (from: string, to: string | null) => at(members(5, from, to))!.done;
    expect(done('2026-11-30', null)).toBe(5);
    expect(done('2026-01-01', '2026-11-30')).toBe(5);
    expect(done('2026-01-01', '2026-11-29')).toBe(0);
    expect(done('2026-12-01', null)).toBe(0);
  });

  test('is of the role named, or of any', () => {
    const mixed = [...members(2), assigned('x', '2026-01-01', null, 'leader')];
    expect(at(mixed)).toMatchObject({ done: 2 });
    expect(at(mixed, 'g1', ruleOf({ ...STAFF, role: null }))).toMatchObject({ done: 3 });
    expect(staffOf(STAFF, mixed)).toHaveLength(2);
    expect(at([assigned('x', '2026-01-01', null, 'leader')])).toMatchObject({ unassigned: 1 });
  });

  test('is asked of areas of the level and the tree, within the programme, while the duty lasts', () => {
    expect(['g1', 'c1', 'z1', 'g9'].map((area) => at([], area)?.n ?? null)).toEqual([1, null, null, null]);
    const zones = ruleOf({ ...STAFF, level: 'zone' as const, tree: 'heating' });
    expect(at([], 'z1', zones)).toMatchObject({ home: 'z1', town: 'z1', n: 1 });
    expect(at([], 'g1', RULE, parsePeriod('2027-01')!)).toBeNull();
    const ended = ruleOf(STAFF, [['2026-11-01', null]]);
    expect(at([], 'g1', ended)).toBeNull();
  });

  test('is asked of the areas of the last day, under the town they then have', () => {
    const trees = new TreeVersions([
      { from: day('2020-01-01'), nodes: areas() },
      { from: day('2026-11-30'), nodes: areas({ g2: null, c2: 't2' }) },
    ]);
    const of = (area: string, key: string) => staffingStanding(RULE, trees, area, [], parsePeriod(key)!);
    expect([of('g2', '2026-10')?.n, of('g2', '2026-11')]).toEqual([1, null]);
    expect([of('g3', '2026-10')?.town, of('g3', '2026-11')?.town]).toEqual(['t1', 't2']);
  });

  test('adds nothing by visits, and was first there with its first officer', () => {
    const reckoning = reckonStaffing(RULE, TREES, 'g1', [
      assigned('x', '2025-01-01', null, 'leader'),
      ...members(2, '2026-03-01', '2026-03-31'),
    ]);
    expect(reckoning.tally.first).toBe(day('2026-03-01'));
    expect(contributionIn(reckoning, november)).toBeNull();
    expect(new Set(reckoning.changes())).toEqual(new Set([day('2026-03-01'), day('2026-03-31')]));
    expect(reckonStaffing(RULE, TREES, 'g1', []).tally.first).toBeNull();
  });
});

describe('households that are counted', () => {
  const COUNTED: CoverSubjects = { ...COVER, denominator: 'households' };
  const trees = new TreeVersions([
    { from: day('2020-01-01'), nodes: areas({}, { g1: { households: 120 } }) },
    { from: day('2026-11-30'), nodes: areas({}, { g1: { households: 130 } }) },
  ]);
  const answered = (yes: boolean): Responsibility => ({ answeredOn: () => yes, changes: () => [7] });
  const of = (key: string, rule = ruleOf(COUNTED), area = 'g1', yes = true) =>
    reckonHouseholds(rule, trees, area, answered(yes)).standingAt(parsePeriod(key)!);

  test('two visits to each of 120 are 240 required', () => {
    expect(of('2026-10')).toMatchObject({
      home: 'g1',
      town: 't1',
      n: 120,
      r: 240,
      exempt: 0,
      startDay: 0,
      quota: 0,
      unassigned: 0,
    });
  });

  test('are as many as the tree of the last day says', () => {
    expect(of('2026-11')).toMatchObject({ n: 130, r: 260 });
  });

  test('are all unassigned where nobody answers for the area', () => {
    expect(of('2026-10', ruleOf(COUNTED), 'g1', false)).toMatchObject({ unassigned: 120, alone: true });
  });

  test('are nothing where none are counted, outside the programme, and after the end of the duty', () => {
    expect(of('2026-10', ruleOf(COUNTED), 'g2')).toBeNull();
    expect(of('2026-10', ruleOf(COUNTED), 'g9')).toBeNull();
    expect(of('2027-01')).toBeNull();
    expect(of('2026-10', ruleOf(COUNTED, [['2026-10-01', null]]))).toBeNull();
    expect(of('2026-10', ruleOf({ ...COUNTED, tree: 'heating' }))).toBeNull();
  });

  test('are nothing while the rule goes by the register', () => {
    const turned = ruleOf(COVER, [['2026-10-01', COUNTED]]);
    expect([of('2026-09', turned), of('2026-10', turned)?.r]).toEqual([null, 240]);
  });

  test('change with the registers of who answers', () => {
    const reckoning = reckonHouseholds(ruleOf(COUNTED), trees, 'g1', answered(true));
    expect([...reckoning.changes()]).toEqual([7]);
    expect(contributionIn(reckoning, november)).toBeNull();
    expect(reckoning.counted).toBe(true);
  });
});
