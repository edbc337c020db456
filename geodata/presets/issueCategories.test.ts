import { expect, test } from 'vitest';
import { categoryFaults, categoryTable } from '#geodata/issue/categories.ts';
import { ISSUE_LEVELS } from '#geodata/issue/events.ts';
import { ISSUE_CATEGORIES, OWN_CATEGORIES } from './issueCategories.ts';
import { CADRES_TO_FIRMS } from './programmes/cadresToFirms.ts';
import { MEMBERS_TO_HOUSEHOLDS } from './programmes/membersToHouseholds.ts';

const table = categoryTable(ISSUE_CATEGORIES);
const below = (top: string) =>
  [...table.keys()].filter((id) => id.startsWith(`${top}.`)).map((id) => id.slice(top.length + 1));

test('the set is sound, and comes back from storage as it was', () => {
  expect(categoryFaults(ISSUE_CATEGORIES)).toEqual([]);
  expect(JSON.parse(JSON.stringify(ISSUE_CATEGORIES))).toEqual(ISSUE_CATEGORIES);
});

test('the five questions and the needs of firms are those of the visits that ask for them', () => {
  const { fields } = MEMBERS_TO_HOUSEHOLDS;
  expect(below('questions')).toEqual(fields.filter(({ type }) => type === 'text').map(({ id }) => id));
  expect(fields.filter(({ type }) => type === 'text').map(({ name }) => name.zh)).toEqual(
    below('questions').map((id) => table.get(`questions.${id}`)?.name.zh),
  );
  const needs = CADRES_TO_FIRMS.fields.find(({ id }) => id === 'needs')!;
  expect(below('firms')).toEqual(needs.options.map(({ id }) => id));
});

test('the key problem list has nine kinds, four of them published', () => {
  expect(below('key-problems')).toHaveLength(9);
  expect(below('key-problems').filter((id) => !OWN_CATEGORIES.includes(`key-problems.${id}`))).toEqual([
    'property-management',
    'breakfast-stalls',
    'illegal-parking',
    'day-rentals',
  ]);
});

test('what is ours is there, and the rest is what is published', () => {
  expect(OWN_CATEGORIES.filter((id) => !table.has(id))).toEqual([]);
  expect(new Set(OWN_CATEGORIES).size).toBe(OWN_CATEGORIES.length);
  // three lists with five, four and four kinds
  expect(table.size - OWN_CATEGORIES.length).toBe(3 + 5 + 4 + 4);
});

test('no level has less time than the one below it', () => {
  for (const { id, clocks } of table.values()) {
    const handling = ISSUE_LEVELS.map((level) => clocks[level].handling);
    expect(new Set(handling.map(({ unit, calendar }) => `${unit} ${calendar}`)).size, id).toBe(1);
    expect(
      handling.map(({ amount }) => amount),
      id,
    ).toEqual(handling.map(({ amount }) => amount).sort((a, b) => a - b));
  }
});
