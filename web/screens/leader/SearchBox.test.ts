import { expect, it } from 'vitest';
import { markOf } from './SearchBox.tsx';

const area = { name: '灵山卫街道', code: '370211007' };

it('marks the part of the name, the start of the code, or as many initials', () => {
  expect(markOf(area, '山卫')).toEqual({ name: [1, 3], code: [0, 0] });
  expect(markOf(area, '3702')).toEqual({ name: [0, 0], code: [0, 4] });
  expect(markOf(area, 'LSW')).toEqual({ name: [0, 3], code: [0, 0] });
  expect(markOf({ name: 'Lingshanwei', code: 'x1' }, 'shan').name).toEqual([4, 8]);
  expect(markOf(area, ' ')).toEqual({ name: [0, 0], code: [0, 0] });
  expect(markOf(area, '不在')).toEqual({ name: [0, 0], code: [0, 0] });
});
