import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { VectorTile } from '@mapbox/vector-tile';
import Database from 'better-sqlite3';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildTiles } from '#geodata/tiles/build.ts';
import { syntheticDistrict } from '#geodata/tiles/synthetic.ts';
import { openArchive, writeArchive } from './tileArchive.ts';

const set = buildTiles(syntheticDistrict({ side: 12, corner: [119.71, 35.61], size: 0.6 }));
let dir: string;
let file: string;
let db: Database.Database;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tiles-'));
  writeArchive(dir, set, '挂图');
  file = join(dir, `${set.version}.mbtiles`);
  db = new Database(file, { readonly: true });
});
afterAll(() => {
  db.close();
  rmSync(dir, { recursive: true });
});

/** The archive read as any other program would read it: by SQL. */
describe('an archive is MBTiles 1.3', () => {
  test('with the metadata that a tile server and GDAL ask for', () => {
    const rows = db.prepare('SELECT name, value FROM metadata').raw().all() as [string, string][];
    const metadata = new Map(rows);
    expect(metadata.size).toBe(rows.length);
    expect(Object.fromEntries(rows)).toMatchObject({
      name: '挂图',
      format: 'pbf',
      type: 'overlay',
      minzoom: '4',
      maxzoom: '14',
      hash: set.version,
    });
    // the specification's `version` is a number, which a hash is not
    expect(metadata.has('version')).toBe(false);
    const [west = 0, south = 0, east = 0, north = 0] = (metadata.get('bounds') ?? '').split(',').map(Number);
    expect(west).toBeLessThan(east);
    expect(south).toBeLessThan(north);
    const [longitude = 0, latitude = 0, zoom = -1] = (metadata.get('center') ?? '').split(',').map(Number);
    expect(longitude > west && longitude < east && latitude > south && latitude < north).toBe(true);
    expect(Number.isInteger(zoom) && zoom >= 4 && zoom <= 14).toBe(true);
    expect(JSON.parse(metadata.get('json') ?? '')).toEqual({ vector_layers: set.layers });
  });

  test('known by its application id, each tile once', () => {
    expect(db.pragma('application_id', { simple: true })).toBe(0x4d504258);
    const columns = db
      .prepare(
        `SELECT info.name FROM pragma_index_list('tiles') AS list, pragma_index_info(list.name) AS info
         WHERE list."unique" = 1 ORDER BY info.seqno`,
      )
      .pluck()
      .all();
    expect(columns).toEqual(['zoom_level', 'tile_column', 'tile_row']);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  test('its tiles are those that were cut and those that are served, rows from the south', () => {
    const read = db
      .prepare('SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?')
      .pluck();
    const served = openArchive(dir, set.version)!;
    let count = 0;
    for (const { z, x, y, data } of set.tiles) {
      const stored = read.get(z, x, 2 ** z - 1 - y) as Buffer;
      expect(Buffer.compare(gunzipSync(stored), data)).toBe(0);
      expect(served.get(z, x, y)?.equals(stored)).toBe(true);
      const { layers } = new VectorTile(new PbfReader(gunzipSync(stored)));
      for (const name of Object.keys(layers)) {
        const layer = set.layers.find(({ id }) => id === name);
        expect(layer && z >= layer.minzoom && z <= layer.maxzoom).toBe(true);
      }
      count++;
    }
    expect(db.prepare('SELECT count(*) FROM tiles').pluck().get()).toBe(count);
    // the north-east of the north-western quarter: between 22 and 67 degrees north rows lie in the upper half
    expect(db.prepare('SELECT min(tile_row) FROM tiles WHERE zoom_level = 4').pluck().get()).toBe(9);
    expect(served.info).toMatchObject({ minZoom: 4, maxZoom: 14, layers: set.layers, bounds: set.bounds });
    served.close();
  });

  test('with a sketch of every area that has parts, and none of others', () => {
    const served = openArchive(dir, set.version)!;
    const sketches = [...set.zooms].flatMap((zoom) => [...zoom.sketches()]);
    expect(sketches.length).toBeGreaterThan(1);
    for (const sketch of sketches)
      expect(JSON.parse(gunzipSync(served.sketch(sketch.code)!).toString())).toEqual(sketch);
    expect(served.hasSketches).toBe(true);
    expect(served.sketch('nowhere')).toBeNull();
    expect(db.prepare('SELECT count(*) FROM sketches').pluck().get()).toBe(sketches.length);
    served.close();
  });

  test('that was written before there were sketches still opens', () => {
    const older = mkdtempSync(join(tmpdir(), 'tiles-'));
    copyFileSync(file, join(older, `${set.version}.mbtiles`));
    const changed = new Database(join(older, `${set.version}.mbtiles`));
    changed.exec('DROP TABLE sketches');
    changed.close();
    const served = openArchive(older, set.version)!;
    expect(served.hasSketches).toBe(false);
    expect(served.sketch('D')).toBeNull();
    served.close();
    rmSync(older, { recursive: true });
  });

  test('written in one piece, and kept when it is there already', () => {
    expect(readdirSync(dir)).toEqual([`${set.version}.mbtiles`]);
    const before = db.prepare('SELECT count(*) FROM tiles').pluck().get();
    writeArchive(dir, set, 'another name');
    expect(db.prepare("SELECT value FROM metadata WHERE name = 'name'").pluck().get()).toBe('挂图');
    expect(db.prepare('SELECT count(*) FROM tiles').pluck().get()).toBe(before);
  });

  const hasGdal = spawnSync('ogrinfo', ['--version']).status === 0;
  if (!hasGdal) console.log('skipped: GDAL opens an archive (no ogrinfo on this machine)');
  test.runIf(hasGdal)('that GDAL opens', () => {
    const answer = execFileSync('ogrinfo', ['-ro', '-q', file], { encoding: 'utf8' });
    for (const { id } of set.layers) expect(answer).toMatch(new RegExp(`^\\d+: ${id}( |$)`, 'm'));
    const shapes = execFileSync(
      'ogr2ogr',
      ['-f', 'GeoJSON', '-t_srs', 'EPSG:4326', '/vsistdout/', file, 'district', '-oo', 'ZOOM_LEVEL=8'],
      { encoding: 'utf8' },
    );
    const { features } = JSON.parse(shapes) as { features: { properties: object }[] };
    expect(features[0]?.properties).toMatchObject({ code: 'D', name: '区', level: 'district' });
  });
});
