import { gzipSync } from 'node:zlib';
import * as apache from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { type Cell, encodeColumns } from '#api/arrow.ts';
import { decodeColumns } from '#geodata/arrow.ts';
import { createRandom } from '#geodata/divide/random.ts';

/** What a reader not of our choosing finds: types and cells by column. */
function readByApache(bytes: Uint8Array) {
  const table = apache.tableFromIPC(bytes);
  const types = table.schema.fields.map((field) => [field.name, String(field.type)]);
  const cells = table.schema.fields.map((field) => [field.name, [...table.getChild(field.name)!]]);
  return { types: Object.fromEntries(types), cells: Object.fromEntries(cells), schema: table.schema };
}

const CASES: [what: string, type: string, cells: Cell[]][] = [
  ['small counts', 'Uint16', [0, 1, 65535]],
  ['large counts', 'Uint32', [0, 65536, 4294967295]],
  ['whole numbers below zero', 'Int32', [-1, 0, 2147483647]],
  ['fractions', 'Float64', [0, 0.1, -2.5]],
  ['whole numbers past 32 bits', 'Float64', [0, 4294967296]],
  ['whole numbers past 32 bits, one below zero', 'Float64', [-1, 2147483648]],
  ['truth', 'Bool', [true, false, true]],
  ['texts all different', 'Utf8', ['辛安街道', '', '𠮷林社区']],
  ['texts that come again', 'Dictionary<Int8, Utf8>', ['green', 'red', 'green', 'green']],
];

describe.each(CASES)('%s', (_, type, cells) => {
  test(`are ${type} and come back as they were, in both readers`, () => {
    const bytes = encodeColumns({ column: cells });
    expect([...(decodeColumns(bytes).columns.column as Cell[])]).toEqual(cells);
    const { types, cells: read } = readByApache(bytes);
    expect(types).toEqual({ column: type });
    expect(read).toEqual({ column: cells });
  });

  test('with nulls among them have a bitmap, and none without', () => {
    const holed = [null, ...cells, null, ...cells, ...Array<null>(20).fill(null)];
    const bytes = encodeColumns({ holed, whole: holed.map((cell) => cell ?? cells[0]!) });
    expect([...(decodeColumns(bytes).columns.holed as Cell[])]).toEqual(holed);
    expect(readByApache(bytes).cells.holed).toEqual(holed);
    const [holedData, wholeData] = apache.tableFromIPC(bytes).batches[0]!.data.children;
    expect(holedData!.nullCount).toBe(22);
    expect(holedData!.nullBitmap.length).toBeGreaterThan(0);
    expect(wholeData!.nullCount).toBe(0);
    expect(wholeData!.nullBitmap.length).toBe(0);
  });
});

describe('columns', () => {
  test('keep their order and are left out by name; metadata travels with them', () => {
    const stamp = JSON.stringify({ asOf: '2026-11-20', tiles: '/tiles/0/{z}/{x}/{y}.mvt', zh: '挂图' });
    const bytes = encodeColumns(
      { code: ['a', 'b'], required: [1, 2], ratio: [0.5, null], done: [1, 1] },
      { leaveOut: ['ratio', 'code'], metadata: { stamp, codes: 'x' } },
    );
    const { columns, metadata } = decodeColumns(bytes);
    expect(Object.keys(columns)).toEqual(['required', 'done']);
    expect(metadata).toEqual({ stamp, codes: 'x' });
    expect(Object.fromEntries(readByApache(bytes).schema.metadata)).toEqual({ stamp, codes: 'x' });
  });

  test('of nulls alone and of no rows are read', () => {
    const nulls = encodeColumns({ pace: [null, null], required: [1, 2] });
    expect(decodeColumns(nulls).columns.pace).toEqual([null, null]);
    expect(readByApache(nulls)).toMatchObject({
      types: { pace: 'Null', required: 'Uint16' },
      cells: { pace: [null, null], required: [1, 2] },
    });
    const empty = encodeColumns({ code: [], required: [] }, { metadata: { count: '0' } });
    expect(decodeColumns(empty)).toEqual({ columns: { code: [], required: [] }, metadata: { count: '0' } });
    expect(readByApache(empty).cells).toEqual({ code: [], required: [] });
    expect(decodeColumns(encodeColumns({ a: [1] }, { leaveOut: ['a'] })).columns).toEqual({});
  });

  test('with more texts than a byte counts have wider indices', () => {
    const cells = Array.from({ length: 400 }, (_, i) => `text ${i % 128}`);
    const bytes = encodeColumns({ cells });
    expect(readByApache(bytes)).toMatchObject({
      types: { cells: 'Dictionary<Int16, Utf8>' },
      cells: { cells },
    });
  });

  test('that mix types or differ in length are refused', () => {
    expect(() => encodeColumns({ mixed: [1, null, 'one'] })).toThrow(/mixed mixes number and string/);
    expect(() => encodeColumns({ a: [1], b: [1, 2] })).toThrow(/same length/);
  });
});

describe('150 000 grids', () => {
  const COUNT = 150_000;
  const random = createRandom(20261120);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  // grids of 360 households and more on average, a few with over 2000
  const households = Array.from({ length: COUNT }, () => Math.round(Math.exp(5.75 + 0.5 * normal())));
  // poor households of a grid: two or three, often none
  const needy = Array.from({ length: COUNT }, () => Math.max(0, Math.round(2 + 1.5 * normal())));
  const part = (required: number[]) => required.map((r) => Math.floor(r * (0.3 + 0.7 * random())));
  const code = Array.from({ length: COUNT }, (_, i) => {
    const [town, community, grid] = [i / 5000, (i / 10) % 500, i % 10].map((place) =>
      `00${Math.floor(place) + 1}`.slice(-3),
    );
    return `370211${town}${community}${grid}`;
  });
  const json = (columns: Record<string, Cell[]>) => Buffer.from(JSON.stringify({ columns, count: COUNT }));

  test('one count is at most 250 KB on the wire, and decodes to a view of the bytes', () => {
    const bytes = encodeColumns({ required: households });
    expect(gzipSync(bytes).length).toBeLessThanOrEqual(250_000);
    const { required } = decodeColumns(bytes).columns;
    expect(required).toBeInstanceOf(Uint16Array);
    expect((required as Uint16Array).buffer).toBe(bytes.buffer);
    expect([...(required as Uint16Array)]).toEqual(households);
  });

  test('required and done are at most 0.35 of the JSON of the same, which must carry the codes', () => {
    for (const required of [households, needy]) {
      const columns = { code, required, done: part(required) };
      const bytes = encodeColumns(columns, { leaveOut: ['code'] });
      expect(bytes.length / json(columns).length).toBeLessThanOrEqual(0.35);
    }
    const columns = { code, required: needy, done: part(needy) };
    const bytes = encodeColumns(columns, { leaveOut: ['code'] });
    expect(gzipSync(bytes).length / gzipSync(json(columns)).length).toBeLessThanOrEqual(0.35);
  });
});
