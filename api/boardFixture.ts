import { uuidOf } from '#api/recordsFixture.ts';
import { openTestInterface, type Square, squaresFile, type TestInterface } from '#api/squaresFixture.ts';
import type { IssueWrite } from '#api/store/issueStore.ts';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';

/** A grid of the board: 64 of them, 8 to a side. */
export interface BoardGrid {
  code: string;
  /** From the west and from the south, 0 to 7. */
  column: number;
  row: number;
  /** Longitude and latitude of its middle. */
  middle: [number, number];
}

type BoardSquare = Square & { households?: number; urbanRural?: string };

export const BOARD = '370211';
export const [WEST_TOWN, EAST_TOWN] = [`${BOARD}001`, `${BOARD}002`];
const [WEST, SOUTH, SIZE] = [120, 35.9, 0.01];

const degrees = (value: number): number => Math.round(value * 1e6) / 1e6;
const box = (column: number, row: number, columns: number, rows: number): Square['box'] => [
  degrees(WEST + SIZE * column),
  degrees(SOUTH + SIZE * row),
  degrees(WEST + SIZE * (column + columns)),
  degrees(SOUTH + SIZE * (row + rows)),
];

/** Two columns and four rows of grids are a community, two by two communities a town: one in the west, one in the east. */
const communityOf = (column: number, row: number): string =>
  `${column < 4 ? WEST_TOWN : EAST_TOWN}00${1 + ((column % 4) >> 1) + 2 * (row >> 2)}`;

/** The grids, row after row from the south-west. */
export const GRIDS: readonly BoardGrid[] = Array.from({ length: 64 }, (_, i) => {
  const [column, row] = [i % 8, i >> 3];
  const [west, south, east, north] = box(column, row, 1, 1);
  return {
    code: `${communityOf(column, row)}00${1 + (column % 2) + 2 * (row % 4)}`,
    column,
    row,
    middle: [degrees((west + east) / 2), degrees((south + north) / 2)],
  };
});

/** The heap: four grids in the south-west. */
export const HEAP = GRIDS.filter(({ column, row }) => column < 2 && row < 2).map(({ code }) => code);

/** Each grid has 100 households, but the last; communities of the upper half are villages. */
export function boardSquares(): BoardSquare[] {
  const squares: BoardSquare[] = [
    { code: BOARD, name: '区', level: 'district', parentCode: null, box: box(0, 0, 8, 8) },
    { code: WEST_TOWN, name: '西街道', level: 'town', parentCode: BOARD, box: box(0, 0, 4, 8) },
    { code: EAST_TOWN, name: '东街道', level: 'town', parentCode: BOARD, box: box(4, 0, 4, 8) },
  ];
  for (const column of [0, 2, 4, 6])
    for (const row of [0, 4]) {
      const code = communityOf(column, row);
      squares.push({
        code,
        name: `${code}社区`,
        level: 'community',
        parentCode: code.slice(0, 9),
        box: box(column, row, 2, 4),
        urbanRural: row === 0 ? '111' : '220',
      });
    }
  for (const [i, { code, column, row }] of GRIDS.entries())
    squares.push({
      code,
      name: `${code}网格`,
      level: 'grid',
      parentCode: communityOf(column, row),
      box: box(column, row, 1, 1),
      ...(i < 63 && { households: 100 }),
    });
  return squares;
}

/** An interface over the board, without any record. */
export async function openBoard(
  now: string,
  options: Parameters<typeof openTestInterface>[1] = {},
): Promise<TestInterface> {
  const api = await openTestInterface(now, options);
  await api.importFile(squaresFile(boardSquares()), {
    householdsProperty: 'households',
    urbanRuralProperty: 'urbanRural',
  });
  return api;
}

/** Makes issues with ids of their own: reported by telephone in a grid, in its middle, at ten in the morning. */
export function issueMaker(): (grid: BoardGrid, day: string, fields?: Partial<IssueWrite>) => IssueWrite {
  let next = 500_000;
  return ({ code, middle }, day, fields = {}) => ({
    id: uuidOf(next++),
    category: 'firms.labour',
    source: 'hotline',
    level: 'grid',
    at: Date.parse(`${day}T10:00:00+08:00`),
    day: parseDay(day)!,
    home: code,
    position: middle,
    title: '用工',
    text: null,
    reporterName: null,
    reporterPhone: null,
    subject: null,
    visit: null,
    programme: null,
    officer: null,
    reference: null,
    by: null,
    ...fields,
  });
}

/** A day some days after another. */
export function dayAfter(day: string, days: number): string {
  return formatDay(parseDay(day)! + days);
}

/** Puts issues on record, past the interface. */
export async function plant(api: TestInterface, issues: readonly IssueWrite[]): Promise<void> {
  for (let i = 0; i < issues.length; i += 5000) {
    const results = await api.ledger.store.issues.putIssues({ codes: [BOARD] }, issues.slice(i, i + 5000));
    const refused = results.find(({ status }) => status !== 'created');
    if (refused) throw new Error(JSON.stringify(refused));
  }
}
