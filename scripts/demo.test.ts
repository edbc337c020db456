import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAISHU } from '#geodata/presets/districts/index.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'guatu-demo-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function demo(...args: string[]) {
  const script = join(import.meta.dirname, 'demo.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** A stranger's district: somewhere the basemap has no coast, its communities only counted. */
const PLAN = {
  code: '510107',
  name: '示范区',
  parentCode: '510100',
  outline: {
    border: [
      [104.0, 30.6],
      [104.1, 30.6],
      [104.1, 30.7],
      [104.0, 30.7],
    ],
  },
  grids: 12,
  households: 4000,
  firms: { count: 6 },
  focus: { needy: 20, frail: 5 },
  departments: ['民政局'],
  programmes: [
    { preset: 'people-in-focus', firstDay: '2025-01-01', lastDay: '2027-12-31' },
    { preset: 'cadres-to-firms', firstDay: '2025-01-01', lastDay: '2027-12-31' },
  ],
  towns: [
    ...[{ code: '510107001', name: '东街道', urbanRural: '111', centre: [104.03, 30.65], size: 1 }],
    ...[{ code: '510107002', name: '西街道', urbanRural: '111', centre: [104.07, 30.65], size: 1 }],
  ].map((town) => ({ ...town, residents: 10, communities: 2 })),
};

describe("a district of one's own", { timeout: 120_000 }, () => {
  test('fills a folder from a plan; the same plan, seed and moment give the same ledger', () => {
    const plan = join(dir, 'plan.json');
    writeFileSync(plan, JSON.stringify(PLAN));
    const now = ['--now', '2026-11-20T14:32:00+08:00'];
    const ledgers = ['3', '3', '4'].map((seed, i) => {
      const data = join(dir, `data-${i}`);
      const run = demo('--district', plan, '--data', data, '--seed', seed, ...now);
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(run.stdout).toContain('100 %');
      expect(run.stdout).toContain(`Serve it with: DATA_DIR=${data} npm start`);
      const db = new Database(join(data, 'guatu.sqlite'), { readonly: true });
      const rows = db.prepare('SELECT id, subject, day, receivedAt, seq FROM visit ORDER BY id').all();
      const areas = db.prepare('SELECT level, count(*) AS n FROM area GROUP BY level ORDER BY level').all();
      db.close();
      return { rows, areas };
    });
    expect(ledgers[0]!.areas).toEqual([
      { level: 'community', n: 4 },
      { level: 'district', n: 1 },
      { level: 'grid', n: 12 },
      { level: 'town', n: 2 },
    ]);
    expect(ledgers[0]!.rows.length).toBeGreaterThan(200);
    expect(ledgers[1]).toEqual(ledgers[0]);
    expect(ledgers[2]!.rows).not.toEqual(ledgers[0]!.rows);
    const again = demo('--district', plan, '--data', join(dir, 'data-0'));
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('is there already');
  });

  test('a known plan is shown as JSON to start from', () => {
    const { status, stdout } = demo('--district', '330203', '--print');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(HAISHU);
  });
});

test.each([
  [['--district', '123456'], 'There is no plan for 123456'],
  [['--district', '/no/such.json'], 'cannot read /no/such.json'],
  [['--district', import.meta.filename], 'is no JSON'],
  [['--visits', '1e6'], '--visits 1e6: a whole number'],
  [['--visits', '9000000'], 'at most 150000'],
  [['--now', 'yesterday'], '--now yesterday'],
  [['--outline', 'x'], '--outline goes with --towns'],
  [['--towns', '/no/such'], 'cannot read /no/such'],
  [['--colour', 'red'], "Unknown option '--colour'"],
])('%j is refused in words', { timeout: 30_000 }, (args, message) => {
  const { status, stderr } = demo('--data', join(dir, 'never'), ...args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});
