import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shift } from '../gcj02.ts';
import { TableRefused } from './csv.ts';
import { derivedId } from './ids.ts';
import { logOf } from './log.ts';
import type { IssueMapping } from './mapping.ts';
import { type ReadRow, readIssues } from './read.ts';

const MAPPING: IssueMapping = {
  system: 'test',
  encoding: 'utf-8',
  delimiter: ',',
  reference: 'id',
  createdAt: 'created',
  closedAt: ['closed', 'updated'],
  dates: { formats: ['iso'], timeZone: null },
  status: {
    column: 'status',
    states: {
      open: 'reported',
      taken: 'accepted',
      working: 'handling',
      done: 'resolved',
      no: 'refused',
      passed: { state: 'resolved', kind: 'passedOn' },
    },
  },
  category: {
    columns: ['kind', 'sub'],
    categories: { lifts: 'key-problems', 'lifts / stuck': 'key-problems.lifts', noise: 'key-problems.noise' },
  },
  source: { column: 'channel', sources: { phone: 'hotline', '*': 'import' } },
  position: { x: 'lon', y: 'lat', crs: 'EPSG:4326' },
  area: 'area',
  unlocatedArea: null,
  title: ['title', 'kind'],
  text: ['note'],
  outside: 'refuse',
  closedBeforeCreated: 'refuse',
  closedWithoutDate: 'refuse',
};
const COLUMNS = [
  ...['id', 'created', 'closed', 'updated', 'status', 'kind', 'sub'],
  ...['channel', 'lon', 'lat', 'area', 'title', 'note'],
];
const GOOD: Record<string, string> = {
  ...{ id: 'A-1', created: '2026-11-01T08:00:00+08:00', closed: '', updated: '', status: 'open' },
  ...{
    kind: 'noise',
    sub: '',
    channel: 'phone',
    lon: '120.01',
    lat: '35.91',
    area: '',
    title: 'Loud',
    note: '',
  },
};
const OPTIONS = {
  timeZone: 'Asia/Shanghai',
  earliest: Date.UTC(2000, 0, 1),
  latest: Date.parse('2026-11-20T14:42:00+08:00'),
};
const CREATED = Date.parse('2026-11-01T08:00:00+08:00');

const quoted = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
function table(rows: readonly Record<string, string>[], end = '\n'): string {
  const lines = [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column]!))];
  return lines.map((cells) => cells.map(quoted).join(',')).join(end) + end;
}

async function read(
  file: string | Uint8Array,
  mapping: Partial<IssueMapping> = {},
  limits?: { rows: number; columns: number; record: number },
): Promise<ReadRow[]> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  async function* pieces() {
    // pieces end within characters, and within line ends
    for (let at = 0; at < bytes.length; at += 7919) yield bytes.subarray(at, at + 7919);
  }
  const rows: ReadRow[] = [];
  for await (const row of readIssues(pieces(), { ...MAPPING, ...mapping }, OPTIONS, limits)) rows.push(row);
  return rows;
}
const rowOf = async (fields: Record<string, string>, mapping: Partial<IssueMapping> = {}) =>
  (await read(table([{ ...GOOD, ...fields }]), mapping))[0]!;
async function refusalOf(...args: Parameters<typeof read>) {
  const error = await read(...args).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TableRefused);
  return (error as TableRefused).problems;
}

test('a row is read as the mapping says', async () => {
  expect(await rowOf({ note: '三楼\n"夜里"' })).toEqual({
    row: 2,
    problems: [],
    issue: {
      reference: 'A-1',
      category: 'key-problems.noise',
      source: 'hotline',
      createdAt: CREATED,
      closedAt: null,
      state: 'reported',
      kind: null,
      status: 'open',
      position: [120.01, 35.91],
      area: null,
      title: 'Loud · noise',
      text: '三楼\n"夜里"',
    },
  });
});

describe('however the table is written', () => {
  const rows = ['A-1', 'A-2', 'A-3'].map((id) => ({ ...GOOD, id, note: 'a, "b"\nc' }));
  const plain = read(table(rows));

  test.each([
    ['CRLF', table(rows, '\r\n')],
    ['CR', table(rows, '\r')],
    ['a byte order mark', `\ufeff${table(rows)}`],
    ['no last line end', table(rows).trimEnd()],
    ['white space around values', table(rows.map((row) => ({ ...row, id: ` ${row.id} `, lon: ' 120.01' })))],
  ])('with %s it is the same', async (_, file) => {
    expect(await read(file)).toEqual(await plain);
  });

  test('empty lines are passed over, and counted', async () => {
    const [header, ...lines] = table([GOOD, { ...GOOD, id: 'A-2' }]).split('\n');
    const found = await read([header, '', ...lines.slice(0, 1), '', '', ...lines.slice(1)].join('\n'));
    expect(found.map(({ row, issue }) => [row, issue?.reference])).toEqual([
      [3, 'A-1'],
      [6, 'A-2'],
    ]);
  });

  test('GB 18030 and semicolons are read where they are named', async () => {
    const file = 'id;created;kind;title\nA-1;2026-11-01;noise;XXXX\n';
    const bytes = Buffer.from(file);
    // 噪声 in GB 18030
    bytes.set([0xd4, 0xeb, 0xc9, 0xf9], file.indexOf('XXXX'));
    const short: Partial<IssueMapping> = {
      ...{ encoding: 'gb18030', delimiter: ';', closedAt: [], status: null, position: null, area: null },
      ...{
        source: 'import',
        category: { columns: ['kind'], categories: { '*': 'x' } },
        title: ['title'],
        text: [],
      },
    };
    expect((await read(bytes, short))[0]!.issue).toMatchObject({
      title: '噪声',
      state: 'reported',
      position: null,
    });
    expect(await refusalOf(bytes, { ...short, encoding: 'utf-8' })).toMatchObject([
      { code: 'encoding', line: 2 },
    ]);
  });

  test('whatever stands in the cells comes back as it was', async () => {
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .filter((text) => !/\0/.test(text) && text.isWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 8 }), async (notes) => {
        const rows = notes.map((note, i) => ({ ...GOOD, id: `A-${i}`, note }));
        const found = await read(table(rows));
        expect(found.map(({ issue }) => issue!.text)).toEqual(notes.map((note) => note.trim() || null));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a table that cannot be read', () => {
  const good = table([GOOD]);
  const faulty: [file: string, code: string, line: number | undefined][] = [
    ['', 'noRows', undefined],
    [COLUMNS.join(','), 'noRows', undefined],
    [good.replace('created', 'made'), 'noColumn', 1],
    [good.replace('sub', 'kind'), 'columnTwice', 1],
    ['PK\u0003\u0004rest', 'zip', 1],
    [`${good}\0`, 'binary', 3],
    [`${good}"A-2,`, 'csv', 3],
    [`${good}A"-2,`, 'csv', 3],
    [`${good}${'x'.repeat(10_000_000)}`, 'tooLong', 3],
  ];
  // the files are too long for titles
  test.each(faulty.map(([file, code, line]) => ({ file, code, line })))(
    'is refused as $code in line $line',
    async ({ file, code, line }) => {
      const problems = await refusalOf(file);
      expect(problems[0]).toMatchObject({ code, path: expect.stringMatching(/^(file|mapping\.)/) });
      expect(problems[0]!.line).toBe(line);
    },
  );

  test('every column that is missing is named', async () => {
    const problems = await refusalOf(good.replace('created', 'made').replace('channel', 'by'));
    expect(problems.map(({ path }) => path)).toEqual(['mapping.createdAt', 'mapping.source.column']);
  });

  test('bounds hold for rows and columns', async () => {
    const limits = { rows: 2, columns: 13, record: 1000 };
    const rows = (n: number) => table(Array.from({ length: n }, (_, i) => ({ ...GOOD, id: `${i}` })));
    expect(await read(rows(2), {}, limits)).toHaveLength(2);
    expect(await refusalOf(rows(3), {}, limits)).toMatchObject([{ code: 'tooManyRows', line: 4 }]);
    expect(await refusalOf(rows(2), {}, { ...limits, columns: 12 })).toMatchObject([
      { code: 'tooManyColumns', line: 1 },
    ]);
  });
});

describe('a row is refused', () => {
  test.each([
    [{ id: '' }, 'id', 'noReference'],
    [{ id: 'x'.repeat(101) }, 'id', 'tooLong'],
    [{ created: '' }, 'created', 'noDate'],
    [{ created: '2026-02-30' }, 'created', 'badDate'],
    [{ created: '1999-12-31' }, 'created', 'tooEarly'],
    [{ created: '2026-11-21' }, 'created', 'future'],
    [{ status: 'odd' }, 'status', 'unknownStatus'],
    [{ status: 'constructor' }, 'status', 'unknownStatus'],
    [{ kind: 'odd' }, 'kind', 'unknownCategory'],
    [{ status: 'done' }, 'closed', 'noClosingDate'],
    [{ status: 'done', closed: 'soon' }, 'closed', 'badDate'],
    [{ status: 'done', closed: '2026-10-31' }, 'closed', 'closedBeforeCreated'],
    [{ lon: '' }, 'lon', 'badCoordinate'],
    [{ lat: '' }, 'lat', 'badCoordinate'],
    [{ lat: 'north' }, 'lat', 'badCoordinate'],
    [{ lat: 'NaN' }, 'lat', 'badCoordinate'],
    [{ lon: '1e2' }, 'lon', 'badCoordinate'],
    [{ lat: '91' }, 'lon', 'badCoordinate'],
    [{ title: 'x'.repeat(201) }, 'title', 'tooLong'],
    [{ note: 'x'.repeat(4001) }, 'note', 'tooLong'],
  ])('for %.60j at %s as %s', async (fields, column, code) => {
    const { issue, problems } = await rowOf(fields);
    expect(issue).toBe(null);
    expect(problems).toMatchObject([{ column, code, outcome: 'refused' }]);
    expect(problems[0]!.value.length).toBeLessThanOrEqual(80);
  });

  test('with all that is wrong about it', async () => {
    const { problems } = await rowOf({ id: '', created: 'x', kind: 'odd' });
    expect(problems.map(({ code }) => code)).toEqual(['noReference', 'badDate', 'unknownCategory']);
  });

  test('when it has too few or too many cells', async () => {
    const found = await read(`${table([GOOD])}A-2,x\n${','.repeat(20)}\n`);
    expect(found.slice(1)).toMatchObject([
      { row: 3, issue: null, problems: [{ code: 'columnCount', value: '' }] },
      { row: 4, issue: null, problems: [{ code: 'columnCount' }] },
    ]);
  });

  test('or is a duplicate when its reference was there before', async () => {
    const found = await read(table([{ ...GOOD, kind: 'odd' }, GOOD, { ...GOOD, title: 'again' }]));
    expect(found.map(({ issue, problems }) => [issue?.title, problems[0]?.outcome])).toEqual([
      [undefined, 'refused'],
      ['Loud · noise', undefined],
      [undefined, 'duplicate'],
    ]);
    expect(found[2]!.problems[0]).toMatchObject({
      code: 'duplicateInFile',
      reason: 'is the same as in row 3',
    });
  });
});

describe('a row is kept', () => {
  test.each([
    [{ lon: '', lat: '' }, {}, 'lon', 'unlocated', { position: null }],
    [{ closed: '2026-11-02' }, {}, 'closed', 'closedThoughOpen', { state: 'reported', closedAt: null }],
    [
      { status: 'done', updated: '2026-11-02' },
      {},
      'updated',
      'otherClosingDate',
      { state: 'resolved', closedAt: Date.parse('2026-11-02T00:00:00+08:00') },
    ],
    [
      { status: 'done' },
      { closedWithoutDate: 'asAccepted' as const },
      'closed',
      'noClosingDate',
      { state: 'accepted', closedAt: null },
    ],
    [
      { status: 'done', closed: '2026-10-31' },
      { closedBeforeCreated: 'asCreated' as const },
      'closed',
      'closedBeforeCreated',
      { state: 'resolved', closedAt: CREATED },
    ],
  ])('for %j by %j, and told at %s as %s', async (fields, mapping, column, code, expected) => {
    const { issue, problems } = await rowOf(fields, mapping);
    expect(problems).toMatchObject([{ column, code, outcome: 'kept' }]);
    expect(issue).toMatchObject(expected);
  });

  test('an open one may have a moment of its last change', async () => {
    expect((await rowOf({ updated: '2026-11-02' })).problems).toEqual([]);
  });
});

describe('tables', () => {
  test.each([
    ['lifts', 'stuck', 'key-problems.lifts'],
    ['lifts', 'dirty', 'key-problems'],
    ['noise', 'anything', 'key-problems.noise'],
  ])('%s, %s is of category %s', async (kind, sub, category) => {
    expect((await rowOf({ kind, sub })).issue?.category).toBe(category);
  });

  test('what is not named is what the star says', async () => {
    const category = { columns: ['kind'], categories: { '*': 'other' } };
    expect((await rowOf({ kind: 'odd', channel: 'pigeon' }, { category })).issue).toMatchObject({
      category: 'other',
      source: 'import',
    });
  });

  test.each([
    ['open', []],
    ['taken', [['accepted', CREATED]]],
    [
      'working',
      [
        ['accepted', CREATED],
        ['handling', CREATED],
      ],
    ],
    [
      'done',
      [
        ['accepted', CREATED],
        ['resolved', CREATED + 3_600_000],
      ],
    ],
    ['no', [['refused', CREATED + 3_600_000]]],
  ])('of one that is %s happened %j', async (status, events) => {
    const closed = status === 'done' || status === 'no' ? '2026-11-01 09:00' : '';
    const { issue } = await rowOf({ status, closed });
    expect(logOf(issue!, 'me').map(({ type, at }) => [type, at])).toEqual(events);
  });

  test('one passed on was resolved by passing it on, one refused has its status as the reason', async () => {
    const closed = '2026-11-01 09:00';
    expect(logOf((await rowOf({ status: 'passed', closed })).issue!, 'me')[1]).toMatchObject({
      kind: 'passedOn',
    });
    expect(logOf((await rowOf({ status: 'no', closed })).issue!, 'me')[0]).toMatchObject({ reason: 'no' });
  });
});

test('positions of map services and with thousands parted are converted', async () => {
  const [lon, lat] = shift([120.01, 35.91], 'GCJ-02');
  const position = { x: 'lon', y: 'lat', crs: 'GCJ-02' };
  const found = (await rowOf({ lon: String(lon), lat: String(lat) }, { position })).issue!.position!;
  expect(found[0]).toBeCloseTo(120.01, 5);
  expect(found[1]).toBeCloseTo(35.91, 5);
  // EPSG:4549, central meridian 120 E: 500 km is on it
  const grid = { x: 'lon', y: 'lat', crs: 'EPSG:4549' };
  const east = (await rowOf({ lon: '500,000', lat: '3,974,500.5' }, { position: grid })).issue!.position!;
  expect(east[0]).toBeCloseTo(120, 9);
});

test('ids are of version 5, the same for the same and others for others', () => {
  const part = fc.string({ maxLength: 5 });
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
      const id = derivedId(...parts);
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(seen.get(id) ?? JSON.stringify(parts)).toBe(JSON.stringify(parts));
      seen.set(id, JSON.stringify(parts));
    }),
  );
  // made once: whoever changes how ids are derived would import everything a second time
  expect(derivedId('nyc311', '40611598')).toBe('6d0f9259-168b-5a8d-9e95-fd6554b07a8f');
});
