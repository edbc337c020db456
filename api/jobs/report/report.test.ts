import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { toCsv } from '#api/jobs/report/csv.ts';
import { toGeoJson } from '#api/jobs/report/geojson.ts';
import { toXlsx } from '#api/jobs/report/xlsx.ts';
import type { ReportTable } from '#api/services/reports/table.ts';

const INJECTIONS = ['=1+1', '+1', '-1+2', '@SUM(A1)', '\t=1', '\r=1', '＝1', '=HYPERLINK("http://x")'];
const TABLE: ReportTable = {
  sheets: ['名单', '说明'],
  title: '灵山卫街道 名单',
  columns: [
    { key: 'name', header: '名称', kind: 'text', width: 16 },
    { key: 'days', header: '未见天数', kind: 'count', width: 8 },
    { key: 'pace', header: '进度差', kind: 'points', width: 8 },
    { key: 'lastVisit', header: '上次走访', kind: 'day', width: 12 },
    { key: 'at', header: '最近收到', kind: 'instant', width: 18 },
  ],
  rows: [
    ['徐**, "北"', 287, -0.158, '2026-09-23', '2026-11-20T14:32:00+08:00'],
    ['𠮷**\n二行', 0, 0.031, null, null],
    ...INJECTIONS.map((text) => [text, 1, 0, null, null]),
    ['control \u0001 \ud800', 1, 0, null, null],
  ],
  notes: [
    { key: 'asOf', label: '数据截至', value: '2026-11-20T14:30:00+08:00' },
    { key: 'filter', label: '筛选', value: '=无' },
  ],
  geometries: [{ type: 'Point', coordinates: [120.1, 35.9] }],
};

describe('CSV', () => {
  test('has a BOM, one header, equal rows, and says of itself what it is in every row', () => {
    const text = toCsv(TABLE);
    expect(text.charCodeAt(0)).toBe(0xfeff);
    const [header, ...rows] = parse(text, { bom: true }) as string[][];
    expect(header).toEqual(['名称', '未见天数', '进度差', '上次走访', '最近收到', '数据截至', '筛选']);
    expect(rows).toHaveLength(TABLE.rows.length);
    expect(rows[0]).toEqual([
      '徐**, "北"',
      '287',
      '-0.158',
      '2026-09-23',
      '2026-11-20T14:32:00+08:00',
      '2026-11-20T14:30:00+08:00',
      "'=无",
    ]);
  });

  test('gives a spreadsheet no formula', () => {
    const rows = parse(toCsv(TABLE), { bom: true }) as string[][];
    INJECTIONS.forEach((text, i) => {
      expect(rows[3 + i]![0]).toBe(`'${text}`);
    });
  });
});

describe('XLSX', () => {
  const open = async () => {
    const files = unzipSync(new Uint8Array(await toXlsx(TABLE)));
    return (name: string): string => strFromU8(files[name]!);
  };
  const textOf = (xml: string): string =>
    xml.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

  test('has real numbers and dates', async () => {
    const sheet = (await open())('xl/worksheets/sheet1.xml');
    const cell = (ref: string) => new RegExp(`<c r="${ref}"[^>]*>(?:<v>([^<]*)</v>)?`).exec(sheet)!;
    expect(cell('B2')[1]).toBe('287');
    expect(cell('B2')[0]).not.toContain('t="s"');
    expect(Number(cell('C2')[1])).toBeCloseTo(-0.158);
    // days since 1899-12-30
    expect(Number(cell('D2')[1])).toBe(46288);
    expect(Number(cell('E2')[1])).toBeCloseTo(46346 + (14 * 60 + 32) / 1440, 6);
    expect(sheet).not.toContain('r="D3"><v>');
  });

  test('freezes the header and has a second sheet that says what it is', async () => {
    const file = await open();
    expect(file('xl/worksheets/sheet1.xml')).toMatch(/<pane[^>]*ySplit="1"[^>]*state="frozen"/);
    expect(file('xl/workbook.xml')).toContain('name="名单"');
    expect(file('xl/workbook.xml')).toContain('name="说明"');
    const strings = file('xl/sharedStrings.xml');
    for (const { label, value } of TABLE.notes) {
      expect(strings).toContain(label);
      expect(strings).toContain(value);
    }
  });

  test('has no formula, and no character that XML has no place for', async () => {
    const file = await open();
    expect(file('xl/worksheets/sheet1.xml')).not.toContain('<f>');
    const strings = textOf(file('xl/sharedStrings.xml'));
    for (const text of INJECTIONS.filter((each) => !/[\t\r]/.test(each))) expect(strings).toContain(text);
    expect(strings).not.toMatch(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/u);
    expect(strings).toContain('control');
  });
});

describe('GeoJSON', () => {
  test('has a feature a row, null where there is no place, and says what it is', () => {
    const { features, about } = JSON.parse(toGeoJson(TABLE));
    expect(features).toHaveLength(TABLE.rows.length);
    expect(features[0]).toEqual({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [120.1, 35.9] },
      properties: {
        name: '徐**, "北"',
        days: 287,
        pace: -0.158,
        lastVisit: '2026-09-23',
        at: '2026-11-20T14:32:00+08:00',
      },
    });
    expect(features[1].geometry).toBeNull();
    expect(about).toEqual({ asOf: '2026-11-20T14:30:00+08:00', filter: '=无' });
  });
});
