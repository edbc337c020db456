import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CoverageAnswer, RankingAnswer, SummaryRow } from '#api/contract/coverage.ts';
import type { EmergingAnswer } from '#api/contract/hotspots.ts';
import type { IssueSummaryAnswer } from '#api/contract/issueQuestions.ts';
import { issuesSince, ratioSince, standingClass, standings } from './figures.ts';
import { hotPlaces } from './hotPlaces.ts';
import { bandsOf } from './ranks.ts';
import { signed } from './signed.ts';
import { inTurn, issuesBetween, visitsBetween } from './ticker.ts';

const DUTY = { id: 'd', name: '企业联系', inFocus: false };

/** A coverage answer with so much done in each town; the own row stands last, as the server has it. */
function coverage(done: Record<string, number>, key = '2026-11', light = 'green'): CoverageAnswer {
  const code = [...Object.keys(done), 'D'];
  const fill = <T>(value: T) => code.map(() => value);
  return {
    ...{ area: { code: 'D', name: '区', level: 'district' }, withheld: [], period: { key } },
    columns: {
      ...{ code, name: code.map((each) => `${each}街道`), done: [...Object.values(done), 0] },
      ...{ light: fill(light), required: fill(10), n: fill(5), ratio: fill(0.5), pace: fill(0) },
      ...{ gapCount: fill(1), unknown: fill(0), lastReceivedAt: fill(null) },
    },
  } as unknown as CoverageAnswer;
}

function issues(
  rows: Record<string, [reported: number, settled: number]>,
  key = '2026-11',
): IssueSummaryAnswer {
  const measures = ([reported, settled]: [number, number]) => ({ reported, settled, overdue: 7 });
  return {
    period: { key },
    measures: measures(Object.values(rows)[0] ?? [0, 0]),
    rows: Object.entries(rows).map(([code, of]) => ({
      ...{ key: code, name: `${code}街道`, own: code === 'D', measures: measures(of) },
    })),
  } as unknown as IssueSummaryAnswer;
}

describe('ticker', () => {
  test('tells what was done at each place, most first; what was taken back is no news', () => {
    const found = visitsBetween(coverage({ a: 3, b: 3, c: 3 }), coverage({ a: 4, b: 9, c: 1 }), DUTY);
    expect(found.map(({ code, what }) => [code, what.n])).toEqual([
      ['b', 6],
      ['a', 1],
    ]);
  });

  test('tells nothing over the end of a period, of places that were not there, or without an answer', () => {
    expect(visitsBetween(coverage({ a: 3 }), coverage({ a: 9 }, '2026-12'), DUTY)).toEqual([]);
    expect(visitsBetween(coverage({ a: 3 }), coverage({ b: 9 }), DUTY)).toEqual([]);
    expect(visitsBetween(undefined, coverage({ b: 9 }), DUTY)).toEqual([]);
    expect(issuesBetween(issues({ a: [1, 1] }), issues({ a: [5, 5] }, '2026-12'))).toEqual([]);
  });

  test('tells issues reported and settled, but not those at home in the whole', () => {
    const found = issuesBetween(issues({ a: [1, 1], D: [1, 1] }), issues({ a: [4, 2], D: [9, 9] }));
    expect(found.map(({ code, what }) => [code, what.kind, what.n])).toEqual([
      ['a', 'reported', 3],
      ['a', 'settled', 1],
    ]);
  });

  test('takes of each list in turn, each once, as many as wanted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(), { maxLength: 6 }), { maxLength: 6 }),
        fc.nat(20),
        (lists, most) => {
          const tagged = lists.map((list, i) => list.map((_, at) => `${i} ${at}`));
          const mixed = inTurn(tagged, most);
          expect(mixed).toHaveLength(Math.min(most, tagged.flat().length));
          expect(new Set(mixed).size).toBe(mixed.length);
        },
      ),
    );
  });
});

describe('since yesterday', () => {
  const row = (ratio: number | null, key = '2026-11') => ({ ratio, period: { key } }) as SummaryRow;
  test('is the difference within a period, and said where one has begun', () => {
    expect(ratioSince(row(0.5), row(0.4))).toBeCloseTo(0.1);
    expect(ratioSince(row(0.5, '2026-12'), row(0.9))).toBe('firstDay');
    expect(ratioSince(row(0.5), null)).toBeNull();
    expect(ratioSince(row(null), row(0.4))).toBeNull();
  });
  test('counts of a month that began today are all of today; what is overdue is a state', () => {
    const now = issues({ a: [3, 2] }, '2026-12');
    expect(issuesSince(now, issues({ a: [90, 80] }))).toEqual({ reported: 3, settled: 2, overdue: 0 });
    expect(issuesSince(issues({ a: [95, 81] }), issues({ a: [90, 80] }))).toMatchObject({
      reported: 5,
      settled: 1,
    });
    expect(issuesSince(now, undefined)).toBeNull();
  });
  test('is written with a sign', () => {
    expect([signed(1234), signed(-5), signed(0)]).toEqual(['+1,234', '−5', '±0']);
  });
});

describe('standing', () => {
  test('counts lights of each duty, and adds no figure to another', () => {
    const found = standings([
      coverage({ a: 1 }, '2026-11', 'red'),
      coverage({ a: 1, b: 1 }, '2026', 'amber'),
    ]);
    expect(found).toEqual([
      { code: 'a', name: 'a街道', red: 1, amber: 1, green: 0 },
      { code: 'b', name: 'b街道', red: 0, amber: 1, green: 0 },
    ]);
    expect(found.map(standingClass)).toEqual([5, 3]);
    expect(standingClass({ code: '', name: '', red: 0, amber: 0, green: 0 })).toBe(0);
  });
});

describe('ranking', () => {
  const item = (
    code: string,
    rank: number | null,
    band: 'front' | 'middle' | 'back' | null,
    peer = '111',
  ) => ({
    ...{ code, name: code, peer, rank, band, ranked: rank !== null },
  });
  const answer = (k: number | null) =>
    ({
      rule: { by: 'pace', minRequired: 30 },
      classes: [
        { peer: '111', k, mean: 0, count: 4 },
        { peer: '220', k: null, mean: null, count: 0 },
      ],
      items: [
        ...[item('a', 1, 'front'), item('b', 2, 'front'), item('c', 3, 'middle'), item('d', 4, 'back')],
        ...[item('e', null, null), item('f', null, null, '220')],
      ],
    }) as unknown as RankingAnswer;

  test('has the bands of the server, the last first in the one behind, and says who is below the line', () => {
    expect(bandsOf(answer(30), 1)).toEqual([
      { peer: '111', front: ['a'], back: ['d'], middle: 1, below: 1, even: false },
      { peer: '220', front: [], back: [], middle: 0, below: 1, even: false },
    ]);
  });
  test('sets nobody before another where all differ by chance', () => {
    expect(bandsOf(answer(null), 3)[0]).toEqual({
      peer: '111',
      front: [],
      back: [],
      middle: 0,
      below: 1,
      even: true,
    });
  });
});

describe('hotspots', () => {
  test('stand by name, what grows before what fades; cold ones and those nothing is said of do not', () => {
    const columns = {
      code: ['a', 'b', 'c', 'd', 'e'],
      course: ['historical', 'intensifying', 'new', 'none', 'new'],
      side: ['hot', 'hot', 'hot', null, 'cold'],
      observed: [[1], [2], [3], [4], [5]],
    };
    const found = hotPlaces({ columns } as unknown as EmergingAnswer, { b: { name: '乙社区', parent: 'T' } });
    expect(found.map(({ code }) => code)).toEqual(['b', 'c', 'a']);
    expect(found[0]).toEqual({ code: 'b', name: '乙社区', town: 'T', course: 'intensifying' });
  });
});
