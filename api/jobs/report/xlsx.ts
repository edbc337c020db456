import writeXlsxFile, { type Cell, type SheetData } from 'write-excel-file/node';
import type { CellKind, ReportTable } from '#api/services/reports/table.ts';

const FORMATS: Record<CellKind, string> = {
  text: '@',
  count: '#,##0',
  share: '0.0%',
  points: '+0.0%;-0.0%;0.0%',
  day: 'yyyy-mm-dd',
  instant: 'yyyy-mm-dd hh:mm',
};
const FONT = 'Noto Sans SC';

/**
 * The rows as a workbook: real numbers and dates, header frozen, and a second sheet that tells what, when, for
 * whom and by which definition. Text cells are typed as text: a spreadsheet never takes them for formulas.
 */
export async function toXlsx({ sheets, title, columns, rows, notes }: ReportTable): Promise<Buffer> {
  const header = columns.map(
    ({ header: value, kind }): Cell => ({
      value: value,
      type: String,
      fontWeight: 'bold',
      bottomBorderStyle: 'thin',
      align: isText(kind) ? 'left' : 'right',
      wrap: true,
    }),
  );
  const data: SheetData = [
    header,
    ...rows.map((row) => row.map((value, i) => cellOf(value, columns[i]!.kind))),
  ];
  const about: SheetData = [
    [{ value: title, type: String, fontWeight: 'bold', fontSize: 14 }],
    ...notes.map(({ label, value }): Cell[] => [
      { value: label, type: String, fontWeight: 'bold', alignVertical: 'top' },
      { value: value, type: String, format: '@', wrap: true, alignVertical: 'top' },
    ]),
  ];
  const file = writeXlsxFile(
    [
      {
        sheet: sheets[0],
        data,
        columns: columns.map(({ width }) => ({ width })),
        stickyRowsCount: 1,
      },
      { sheet: sheets[1], data: about, columns: [{ width: 16 }, { width: 80 }] },
    ],
    { fontFamily: FONT, fontSize: 11 },
  );
  return file.toBuffer();
}

const isText = (kind: CellKind): boolean => kind === 'text';

function cellOf(value: string | number | null, kind: CellKind): Cell {
  if (value === null || value === '') return null;
  const format = FORMATS[kind];
  // A spreadsheet's dates have no zone: the local time is written as it is shown.
  if (kind === 'day') return { value: new Date(`${value}T00:00:00Z`), type: Date, format };
  if (kind === 'instant') return { value: new Date(`${String(value).slice(0, 19)}Z`), type: Date, format };
  if (typeof value === 'number') return { value, type: Number, format };
  return { value: value, type: String, format };
}
