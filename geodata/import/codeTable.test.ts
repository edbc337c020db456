import { expect, test } from 'vitest';
import { parseCodeTable } from './codeTable.ts';

test('rows are read by their column names, a byte order mark and other columns passed over', () => {
  const text = '\ufeffcode,name,areaCode\n370211001,黄岛街道,370211\n370202001,"香港, 中路",370202\n';
  expect(parseCodeTable(text)).toEqual({
    ok: true,
    rows: [
      { code: '370211001', name: '黄岛街道' },
      { code: '370202001', name: '香港, 中路' },
    ],
  });
  expect(parseCodeTable(text, '370211')).toMatchObject({ rows: [{ code: '370211001' }] });
});

test('a table without the columns and a broken one are refused with their line', () => {
  expect(parseCodeTable('id,name\n1,a\n')).toMatchObject({
    ok: false,
    problems: [{ code: 'noColumn', line: 1 }],
  });
  expect(parseCodeTable('code,name\n1,a\n2,"b\n')).toMatchObject({ ok: false, problems: [{ code: 'csv' }] });
});
