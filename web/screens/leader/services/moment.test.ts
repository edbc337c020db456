import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, clockOf, instantOf, momentOf, weekdayOf, writeMoment } from './moment.ts';

describe('the clock of services', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: -4000, max: 4000 }), (minute, n) => {
        const moment = { day: addDays('2026-11-20', n), minute };
        expect(momentOf(writeMoment(moment))).toEqual(moment);
      }),
    );
  });
  it('reads the wall clock of an instant', () =>
    expect(momentOf('2026-11-20T14:32:00+08:00')).toEqual({ day: '2026-11-20', minute: 872 }));
  it('knows the instant of a minute', () => {
    expect(instantOf({ day: '2026-11-20', minute: 870 }, 'Asia/Shanghai')).toBe('2026-11-20T14:30:00+08:00');
    expect(instantOf({ day: '2026-11-20', minute: 1440 }, 'Asia/Shanghai')).toBe('2026-11-21T00:00:00+08:00');
  });
  it('writes the end of a day as its last minute', () => {
    expect(writeMoment({ day: '2026-11-20', minute: 1440 })).toBe('2026-11-20T23:59');
    expect(clockOf(0)).toBe('00:00');
  });
  it('knows weekdays', () => {
    expect(weekdayOf('2026-11-20')).toBe(5);
    expect(weekdayOf('2026-11-22')).toBe(7);
    expect(weekdayOf('2026-11-23')).toBe(1);
    expect(weekdayOf('1969-12-31')).toBe(3);
  });
});
