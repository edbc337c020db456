import { describe, expect, test } from 'vitest';
import {
  categoryFaults,
  categoryTable,
  clockFinder,
  type IssueCategorySet,
} from '#geodata/issue/categories.ts';
import { ISSUE_LEVELS } from '#geodata/issue/events.ts';
import { ISSUE_CATEGORIES } from '#geodata/presets/issueCategories.ts';

const { defaults } = ISSUE_CATEGORIES;
const name = { zh: '甲', en: 'A' };
const day = (amount: number) => ({ amount, unit: 'day', calendar: 'civil' }) as const;
const SET: IssueCategorySet = {
  defaults,
  categories: [
    {
      id: 'a',
      name,
      clocks: { grid: { handling: day(7) }, town: { handling: day(9) } },
      children: [
        { id: 'a.b', name, clocks: { grid: { rectification: day(8) } } },
        { id: 'a.c', name, retired: true },
      ],
    },
    { id: 'd', name, retired: true, children: [{ id: 'd.e', name }] },
  ],
};

test('clocks are a category’s own, else those above it, else the defaults', () => {
  const clocksOf = clockFinder(SET);
  expect(clocksOf('a.b', 'grid')).toEqual({ ...defaults.grid, handling: day(7), rectification: day(8) });
  expect(clocksOf('a.c', 'town')).toEqual({ ...defaults.town, handling: day(9) });
  expect(clocksOf('a', 'community')).toEqual(defaults.community);
  expect(clocksOf('gone', 'district')).toEqual(defaults.district);
});

test('the table has both levels, with what is retired', () => {
  expect([...categoryTable(SET).values()].map(({ id, parent, retired }) => [id, parent, retired])).toEqual([
    ['a', null, false],
    ['a.b', 'a', false],
    ['a.c', 'a', true],
    ['d', null, true],
    ['d.e', 'd', true],
  ]);
});

describe('what is wrong with a set', () => {
  const faults = (categories: unknown[], changed = {}) =>
    categoryFaults({ defaults, categories, ...changed } as IssueCategorySet).map(({ path }) => path);

  test('nothing', () => {
    expect(categoryFaults(SET)).toEqual([]);
    expect(categoryFaults(JSON.parse(JSON.stringify(SET)))).toEqual([]);
  });

  test.each([
    [[{ id: 'A b', name, children: [] }], 'categories.0.id'],
    [[{ id: 'a.b', name, children: [] }], 'categories.0.id'],
    [[{ id: 'a', name: { zh: ' ', en: 'A' }, children: [] }], 'categories.0.name.zh'],
    [[{ id: 'a', name, children: [{ id: 'b', name }] }], 'categories.0.children.0.id'],
    [[{ id: 'a', name, children: [{ id: 'a.', name }] }], 'categories.0.children.0.id'],
    [[{ id: 'a', name, children: [{ id: 'b.a', name }] }], 'categories.0.children.0.id'],
    [
      [
        { id: 'a', name, children: [] },
        { id: 'a', name, children: [] },
      ],
      'categories.1.id',
    ],
    [
      [{ id: 'a', name, children: [], clocks: { town: { handling: day(0) } } }],
      'categories.0.clocks.town.handling.amount',
    ],
    [
      [{ id: 'a', name, children: [], clocks: { grid: { escalation: day(1.5) } } }],
      'categories.0.clocks.grid.escalation.amount',
    ],
  ])('%j', (categories, path) => {
    expect(faults(categories)).toEqual([path]);
  });

  test('a default that is no term', () => {
    const grid = { ...defaults.grid, rectification: day(10_001) };
    expect(faults([], { defaults: { ...defaults, grid } })).toEqual(['defaults.grid.rectification.amount']);
  });
});

test('every level of the preset is a level of issues', () => {
  expect(Object.keys(defaults)).toEqual([...ISSUE_LEVELS]);
});
