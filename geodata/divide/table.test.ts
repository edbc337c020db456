import { expect, test } from 'vitest';
import { parseChildTable, TABLE_LIMITS } from './table.ts';

const read = (text: string | Uint8Array) =>
  parseChildTable(typeof text === 'string' ? new TextEncoder().encode(text) : text);
const HEADER = 'code,name,level,parentCode,households\n';

test('rows are read with their lines, blank lines and a byte order mark passed over', () => {
  expect(
    read(`\uFEFF${HEADER}\n001, 前湾社区 ,community,370211001,120\n"002","a ""b""\nc",grid,001,\n`),
  ).toEqual({
    ok: true,
    children: [
      {
        code: '001',
        name: '前湾社区',
        level: 'community',
        parentCode: '370211001',
        households: 120,
        place: 'line 3',
      },
      { code: '002', name: 'a "b"\nc', level: 'grid', parentCode: '001', households: null, place: 'line 5' },
    ],
  });
});

test('households may be left out altogether', () => {
  const table = read('name,parentCode,level,code\na,p,grid,1\n');
  expect(table.ok && table.children[0]).toMatchObject({ code: '1', households: null });
});

test.each([
  ['', 'noRows', undefined],
  [HEADER, 'noRows', undefined],
  ['code,name,level\n1,a,grid\n', 'noColumn', 1],
  ['code,name,level,parentCode,housholds\n1,a,grid,p,3\n', 'unknownColumn', 1],
  [`${HEADER}1,a,grid,p\n`, 'csv', 2],
  [`${HEADER}1,"a,grid,p,3\n`, 'csv', 2],
  [`${HEADER}1,a,grid,p,3\n,b,grid,p,3\n`, 'badCode', 3],
  [`${HEADER}${'9'.repeat(65)},a,grid,p,3\n`, 'badCode', 2],
  [`${HEADER}1\u0007,a,grid,p,3\n`, 'badCode', 2],
  [`${HEADER}1,,grid,p,3\n`, 'badName', 2],
  [`${HEADER}1,a,grid,,3\n`, 'badParentCode', 2],
  [`${HEADER}1,a,zone,p,3\n`, 'badLevel', 2],
  [`${HEADER}1,a,grid,p,-3\n`, 'badHouseholds', 2],
  [`${HEADER}1,a,grid,p,1e3\n`, 'badHouseholds', 2],
  [`${HEADER}1,a,grid,p,99999999999999999999\n`, 'badHouseholds', 2],
])('%j is refused as %s', (text, code, line) => {
  const table = read(text);
  expect(table.ok ? [] : table.problems).toMatchObject([{ code, ...(line === undefined ? {} : { line }) }]);
});

test('bytes that are not UTF-8, and too many of them or too many rows, are refused', () => {
  const problemOf = (bytes: string | Uint8Array) => {
    const table = read(bytes);
    return table.ok ? null : table.problems[0]!.code;
  };
  expect(problemOf(Uint8Array.of(0x63, 0xd0, 0xc1))).toBe('encoding');
  expect(problemOf(new Uint8Array(TABLE_LIMITS.bytes + 1))).toBe('tooLarge');
  expect(problemOf(HEADER + 'x,a,grid,p,\n'.repeat(TABLE_LIMITS.rows + 1))).toBe('tooManyRows');
});
