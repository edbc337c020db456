import { expect, it } from 'vitest';
import { issueInput } from '#api/contract/issues.ts';
import { EMPTY_SNAP, issueOf } from './snap.ts';

const ID = '4ad224ce-6866-452c-8f03-e73de0678dd1';
const VISIT = '0b54ad10-43b9-4be0-9dd3-26a4a57bd1a1';
const who = { id: ID, officer: 'W-1' };
const draft = { ...EMPTY_SNAP, category: 'key-problems.noise' };
const when = { now: Date.parse('2026-11-20T06:32:00Z'), zone: 'Asia/Shanghai', named: '噪声扰民' };

it('in passing: of the category’s name, at the position or else in the area', () => {
  const placed = issueOf(draft, who, { area: '370211007', position: [120.1, 35.9] }, when);
  expect(issueInput.parse(placed)).toEqual(placed);
  expect(placed).toMatchObject({
    ...{ source: 'snapAndReport', title: '噪声扰民', at: '2026-11-20T14:32:00+08:00' },
    ...{ position: [120.1, 35.9], visit: null },
  });
  expect('area' in placed).toBe(false);
  const inArea = issueOf({ ...draft, title: ' 夜里施工 ' }, who, { area: '370211007', position: null }, when);
  expect(issueInput.parse(inArea)).toEqual(inArea);
  expect(inArea).toMatchObject({ title: '夜里施工', area: '370211007', position: null });
});

it('on a visit: tied to it and to whom it was paid', () => {
  const about = { visit: VISIT, subject: 'H-1', programme: null };
  const found = issueOf(draft, who, { area: '370211007', position: null }, when, about);
  expect(issueInput.parse(found)).toEqual(found);
  expect(found).toMatchObject({ source: 'visit', ...about });
});
