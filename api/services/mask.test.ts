import { describe, expect, test } from 'vitest';
import { maskName, maskPhone } from '#api/services/mask.ts';

describe('a name', () => {
  test.each([
    ['张三', '张**'],
    ['张', '张**'],
    ['欧阳小明', '欧**'],
    ['𠮷林', '𠮷**'],
    ['👩‍🌾农', '👩‍🌾**'],
    ['', '**'],
  ])('%j is seen as %j', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
});

describe('a phone', () => {
  test.each([
    ['13800005678', '138****5678'],
    ['138 0000-5678', '138****5678'],
    ['１３８００００５６７８', '138****5678'],
    ['+86 138 0000 5678', '138****5678'],
    ['008613800005678', '138****5678'],
    ['8613800005678', '138****5678'],
    ['0532-86881234', '053****1234'],
    ['0532-86881234转801', '053****4801'],
    ['86881234', '****1234'],
    ['8688123', '****'],
    ['12345', '****'],
    ['内线', '****'],
    ['', '****'],
  ])('%j is seen as %j', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked);
  });

  test('keeps four digits hidden at least, however long it is', () => {
    for (let length = 0; length < 20; length++) {
      const shown = maskPhone('1234567890'.repeat(2).slice(0, length)).replace('****', '');
      expect(shown.length).toBeLessThanOrEqual(Math.max(0, length - 4));
    }
  });
});
