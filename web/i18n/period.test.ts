import { describe, expect, it } from 'vitest';
import { lastPeriods } from './period.ts';

const programme = { firstDay: '2026-03-01', lastDay: '2027-02-28' };

describe('the last periods', () => {
  it('end with the running one and begin with the programme', () => {
    const keys = lastPeriods('month', '2026-11-20', programme);
    expect(keys[0]).toBe('2026-03');
    expect(keys.at(-1)).toBe('2026-11');
    expect(keys).toHaveLength(9);
  });
  it('are twelve at most', () => {
    expect(lastPeriods('week', '2026-11-20', programme)).toHaveLength(12);
    expect(lastPeriods('week', '2026-11-20', programme).at(-1)).toBe('2026-W47');
  });
  it('stay within a programme that is over', () => {
    expect(lastPeriods('quarter', '2028-01-01', programme).at(-1)).toBe('2027-Q1');
  });
  it('are one for a whole programme', () => {
    expect(lastPeriods('programme', '2026-11-20', programme)).toEqual(['programme']);
  });
});
