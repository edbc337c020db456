import { expect, test } from 'vitest';
import { usualDuty } from './usualDuty.ts';

const duty = (id: string, kind: 'coverSubjects' | 'staffing', tree = 'administrative') => ({
  duty: { id, kind, tree },
});

test('a duty of calls, kept in every area, comes before all others', () => {
  const list = [
    duty('zones', 'coverSubjects', 'heating'),
    duty('staff', 'staffing'),
    duty('calls', 'coverSubjects'),
  ];
  expect(usualDuty(list)!.duty.id).toBe('calls');
  expect(usualDuty(list.slice(0, 2))!.duty.id).toBe('staff');
  expect(usualDuty(list.slice(0, 1))!.duty.id).toBe('zones');
  expect(usualDuty([])).toBe(null);
});
