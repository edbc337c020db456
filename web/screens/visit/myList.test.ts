import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { GapItem } from '#api/contract/gaps.ts';
import type { VisitRecord } from '#api/contract/records.ts';
import type { SubjectItem } from '#api/contract/registers.ts';
import { GAP_TYPES } from '#geodata/model.ts';
import { byWorst, mergeLists, metresTo, notCalledOn, reachedToday, sortNear } from './myList.ts';

const duty = (id: string) => ({ id, name: id, kind: 'coverSubjects' }) as DutyInfo;
const GRID = { code: '370211001001001', name: '第01网格', level: 'grid' as const };

function item(subject: string, part: Partial<GapItem> = {}): GapItem {
  return {
    subject,
    name: '刘**',
    subjectType: 'household',
    tags: ['低保'],
    officer: null,
    event: null,
    area: GRID,
    chain: [],
    position: [120, 36],
    type: 'never',
    done: 0,
    required: 1,
    lastVisit: null,
    days: 10,
    ...part,
  };
}
const subject = (id: string, part: Partial<SubjectItem> = {}): SubjectItem => ({
  id,
  type: 'household',
  name: '李**',
  tags: [],
  area: GRID.code,
  zones: {},
  validFrom: '2026-01-01',
  validTo: null,
  ...part,
});
const visit = (of: string, part: Partial<VisitRecord> = {}) =>
  ({ subject: of, outcome: 'met', mode: 'onSite', voided: null, ...part }) as VisitRecord;
const areaOf = () => ({ area: GRID, chain: [] });
const merge = (...lists: [string, GapItem[]][]) =>
  mergeLists(
    lists.map(([id, items]) => ({ duty: duty(id), programme: 'p', items })),
    [],
    areaOf,
  );

describe('my list', () => {
  it('has one row a subject with all its gaps, the worst first', () => {
    const rows = merge(
      ['weekly', [item('a', { type: 'pending', days: 3 }), item('b', { type: 'stale' })]],
      ['monthly', [item('a', { type: 'overdue', days: 1 })]],
    );
    expect(rows.map((row) => row.subject)).toEqual(['a', 'b']);
    expect(rows[0]!.gaps.map((gap) => gap.type)).toEqual(['overdue', 'pending']);
  });

  it('takes the same gap of areas that overlap once, two events of one subject twice', () => {
    const event = (id: string) => ({ id, kind: 'settled', day: '2026-11-01', due: '2026-11-08' });
    const rows = merge(
      ['d', [item('a')]],
      ['d', [item('a')]],
      ['e', [item('a', { event: event('1') }), item('a', { event: event('2') })]],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.gaps).toHaveLength(3);
  });

  it('whoever only a quota wants comes last, and is named once', () => {
    const quota = { duty: duty('quota'), programme: 'p' };
    const rows = mergeLists(
      [{ duty: duty('d'), programme: 'p', items: [item('b', { type: 'pending', days: 0 })] }],
      [{ quota, subjects: [subject('a'), subject('b'), subject('a')] }],
      areaOf,
    );
    expect(rows.map((row) => [row.subject, row.gaps.length, row.quotas.length])).toEqual([
      ['b', 1, 1],
      ['a', 0, 1],
    ]);
  });

  it('sorts totally, whatever the order it came in', () => {
    const items = fc.uniqueArray(
      fc.record({
        subject: fc.string({ minLength: 1, maxLength: 3 }),
        type: fc.constantFrom(...GAP_TYPES),
        days: fc.integer({ min: 0, max: 5 }),
      }),
      { selector: (each) => each.subject, maxLength: 20 },
    );
    fc.assert(
      fc.property(items, (parts) => {
        const rows = merge(['d', parts.map((part) => item(part.subject, part))]);
        const turned = merge(['d', parts.toReversed().map((part) => item(part.subject, part))]);
        expect(turned).toEqual(rows);
        for (const [i, row] of rows.entries()) if (i > 0) expect(byWorst(rows[i - 1]!, row)).toBeLessThan(0);
      }),
    );
  });

  it('near me first, who has no place last', () => {
    const rows = merge([
      'd',
      [
        item('far', { position: [120.2, 36], days: 99 }),
        item('nowhere', { position: null, days: 50 }),
        item('near', { position: [120.01, 36], days: 1 }),
      ],
    ]);
    expect(sortNear(rows, [120, 36]).map((row) => row.subject)).toEqual(['near', 'far', 'nowhere']);
    // a hundredth of a degree of longitude at 36° north: 6371.0088 km · π/180 · 0.01 · cos 36°
    expect(metresTo([120, 36], { position: [120.01, 36] })).toBeCloseTo(899.6, 0);
    expect(metresTo([120, 36], { position: null })).toBeNull();
  });

  it('was reached today when every gap says so', () => {
    const gaps = (...days: (string | null)[]) => ({
      gaps: merge(['d', []])
        .flatMap(() => [])
        .concat(
          days.flatMap((lastVisit, i) => merge([`d${i}`, [item('a', { lastVisit })]])[0]!.gaps) as never[],
        ),
    });
    expect(reachedToday(gaps('2026-11-20', '2026-11-20'), '2026-11-20')).toBe(true);
    expect(reachedToday(gaps('2026-11-20', null), '2026-11-20')).toBe(false);
    expect(reachedToday(gaps(), '2026-11-20')).toBe(false);
  });
});

describe('whom a quota still wants', () => {
  it('is who was not met, of the type, the tags and by a mode that count', () => {
    const subjects = [
      subject('met'),
      subject('missed'),
      subject('void'),
      subject('phoned'),
      subject('firm', { type: 'firm' }),
      subject('tagged', { tags: ['低保'] }),
    ];
    const visits = [
      visit('met'),
      visit('missed', { outcome: 'notIn' }),
      visit('void', { voided: { reason: 'x', at: '2026-11-20T10:00:00+08:00' } }),
      visit('phoned', { mode: 'phone' }),
    ];
    const left = (rule: Parameters<typeof notCalledOn>[2]) =>
      notCalledOn(subjects, visits, rule).map(({ id }) => id);
    expect(left({ subjectType: 'household', modes: ['onSite'] })).toEqual([
      'missed',
      'void',
      'phoned',
      'tagged',
    ]);
    expect(left({ subjectType: 'household' })).toEqual(['missed', 'void', 'tagged']);
    expect(left({ tags: ['低保'] })).toEqual(['tagged']);
    expect(left({ subjectType: null })).toContain('firm');
  });
});
