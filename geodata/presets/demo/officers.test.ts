import { expect, test } from 'vitest';
import type { Boundary } from '#geodata/model.ts';
import { WEST_COAST } from '../districts/index.ts';
import { demoPeople } from './officers.ts';

const area = (code: string, level: Boundary['level'], parentCode: string | null): Boundary => ({
  code,
  name: code,
  level,
  parentCode,
  urbanRural: null,
  households: null,
  geometry: { type: 'Polygon', coordinates: [] },
  index: 0,
});

test('ten thousand members over 1309 grids, five to ten in each but 31', () => {
  const grids = Array.from({ length: 1309 }, (_, i) => area(`g${i}`, 'grid', 'c'));
  const areas = [area('d', 'district', null), area('t', 'town', 'd'), area('c', 'community', 't'), ...grids];
  const people = demoPeople(areas, { plan: WEST_COAST, seed: 7 }, 0);
  const members = people.assignments.filter(({ role }) => role === 'member');
  expect(members).toHaveLength(10_000);
  const counts = new Map(grids.map(({ code }) => [code, 0]));
  for (const { area } of members) counts.set(area!, counts.get(area!)! + 1);
  expect([...counts.values()].filter((count) => count === 0)).toHaveLength(7);
  expect([...counts.values()].filter((count) => count > 0 && count < 5)).toHaveLength(24);
  expect(Math.max(...counts.values())).toBe(10);
  expect(new Set(people.officers.map(({ id }) => id)).size).toBe(people.officers.length);
  expect(demoPeople(areas, { plan: WEST_COAST, seed: 7 }, 0)).toEqual(people);
});
