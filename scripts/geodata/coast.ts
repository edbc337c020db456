/**
 * Writes the coast of one region of the built-in basemap from GSHHG. For a developer's machine with GMT and
 * Debian's full resolution shorelines (`apt-get install gmt gmt-gshhg-full`); the result is checked in.
 *
 *   node scripts/geodata/coast.ts ningbo        -> geodata/basemap/coast-ningbo.json
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { featureCollection, flatten, kinks, polygon, simplify, truncate, union } from '@turf/turf';
import type { Feature, Polygon, Position } from 'geojson';
import { BASEMAP_REGIONS } from '#geodata/basemap/regions.ts';

const region = BASEMAP_REGIONS[process.argv[2] as keyof typeof BASEMAP_REGIONS];
if (!region) {
  console.error(`Name a region: ${Object.keys(BASEMAP_REGIONS).join(', ')}.`);
  process.exit(2);
}
const { west: WEST, east: EAST, south: SOUTH, north: NORTH } = region.window;

/**
 * GSHHG was digitised from a raster of 3 arc seconds (90 m) and shows its steps. Half a step's
 * diagonal removes the stairs and nothing larger.
 */
const STEP_TOLERANCE = 0.0005 * region.coarseness;
/** Square degrees; smaller islands are left out. */
const MIN_AREA = 2e-6 * region.coarseness ** 4;

const key = (p: Position): string => p.join(',');

const RANGE = `-R${WEST}/${EAST}/${SOUTH}/${NORTH}`;

/** Shores of the sea (not of lakes) as GMT prints them: cut at the borders of its 2 degree bins and at the window. */
function readLines(): Position[][] {
  const text = execFileSync(
    'gmt',
    ['coast', RANGE, '-Df', '-A0/0/1', '-W', '-M', '--FORMAT_FLOAT_OUT=%.9f'],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const lines: Position[][] = [];
  for (const row of text.split('\n')) {
    if (row.startsWith('>')) lines.push([]);
    else if (row.trim() !== '' && !row.startsWith('#')) {
      const [lon = Number.NaN, lat = Number.NaN] = row.split(/\s+/).map(Number);
      lines.at(-1)?.push([lon, lat]);
    }
  }
  return lines.filter((line) => line.length > 1);
}

/** Joins lines end to end where they were cut; the ends carry the very same digits. */
function join(lines: Position[][]): Position[][] {
  const open = new Map<string, Position[]>();
  const done: Position[][] = [];
  for (let line of lines) {
    for (;;) {
      const first = key(line[0]!);
      const last = key(line.at(-1)!);
      if (first === last) break;
      const other = open.get(last) ?? open.get(first);
      if (other === undefined) break;
      open.delete(key(other[0]!));
      open.delete(key(other.at(-1)!));
      if (key(other[0]!) !== last && key(other.at(-1)!) !== first) other.reverse();
      line = key(other[0]!) === last ? [...line, ...other.slice(1)] : [...other, ...line.slice(1)];
    }
    if (key(line[0]!) === key(line.at(-1)!)) done.push(line);
    else {
      open.set(key(line[0]!), line);
      open.set(key(line.at(-1)!), line);
    }
  }
  return [...done, ...new Set(open.values())];
}

/** How many of these places are on land. */
function countOnLand(places: Position[]): number {
  const told = execFileSync('gmt', ['select', RANGE, '-Df', '-A0/0/1', '-Ns/k'], {
    input: places.map(([lon, lat]) => `${lon} ${lat}\n`).join(''),
    encoding: 'utf8',
  });
  return told.split('\n').filter((line) => line.trim() !== '').length;
}

/** The shore in the direction that has land on its left, as most places just left of its stretches say. */
function landLeft(shore: Position[]): Position[] {
  const beside = shore.slice(1).map(([x = 0, y = 0], i): Position => {
    const [fromX = 0, fromY = 0] = shore[i]!;
    return [(fromX + x) / 2 - (y - fromY) / 10, (fromY + y) / 2 + (x - fromX) / 10];
  });
  return countOnLand(beside) * 2 > beside.length ? shore : shore.toReversed();
}

/** How far a place on the window's edge lies from the south-western corner, counterclockwise. */
function alongWindow([x = 0, y = 0]: Position): number {
  const [width, height] = [EAST - WEST, NORTH - SOUTH];
  if (y === SOUTH) return x - WEST;
  if (x === EAST) return width + y - SOUTH;
  if (y === NORTH) return width + height + EAST - x;
  if (x === WEST) return 2 * width + height + NORTH - y;
  throw new Error(`a shore ends within the window at ${x}, ${y}`);
}

/** Joins shores that enter and leave the window along its edge, where land is; rings counterclockwise. */
function closeAlongWindow(open: Position[][]): Position[][] {
  const round = 2 * (EAST - WEST + NORTH - SOUTH);
  const corners: Position[] = [
    [WEST, SOUTH],
    [EAST, SOUTH],
    [EAST, NORTH],
    [WEST, NORTH],
  ];
  const left = new Set(open.map(landLeft));
  const rings: Position[][] = [];
  for (const first of left) {
    left.delete(first);
    const ring = [...first];
    for (;;) {
      const here = alongWindow(ring.at(-1)!);
      const ahead = (p: Position): number => (alongWindow(p) - here + round) % round || round;
      const next = [first, ...left].toSorted((a, b) => ahead(a[0]!) - ahead(b[0]!))[0]!;
      const end = ahead(next[0]!);
      ring.push(...corners.filter((c) => ahead(c) < end).toSorted((a, b) => ahead(a) - ahead(b)));
      if (next === first) break;
      left.delete(next);
      ring.push(...next);
    }
    rings.push([...ring, ring[0]!]);
  }
  return rings;
}

/** One round of corner cutting (Chaikin), leaving the window's own corners sharp. */
function soften(ring: Position[]): Position[] {
  const points = ring.slice(0, -1);
  const onWindow = ([x, y]: Position): boolean => x === WEST || x === EAST || y === SOUTH || y === NORTH;
  const soft = points.flatMap((p, i) => {
    if (onWindow(p)) return [p];
    const before = points.at(i - 1)!;
    const after = points[(i + 1) % points.length]!;
    return [before, after].map((q) => [0.75 * p[0]! + 0.25 * q[0]!, 0.75 * p[1]! + 0.25 * q[1]!]);
  });
  const rounded = soft.map(([x = 0, y = 0]) => [Number(x.toFixed(5)), Number(y.toFixed(5))]);
  const clean = rounded.filter((p, i) => key(p) !== key(rounded.at(i - 1)!));
  return [...clean, clean[0]!];
}

function area(ring: Position[]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    sum += ring[i - 1]![0]! * ring[i]![1]! - ring[i]![0]! * ring[i - 1]![1]!;
  }
  return sum / 2;
}

/** A spit or inlet narrower than the tolerance may fold over itself; the union takes the fold out. */
function unfold(ring: Position[]): Feature<Polygon>[] {
  const shape = polygon([ring]);
  if (kinks(shape).features.length === 0) return [shape];
  const clean = union(featureCollection([shape, shape]));
  if (clean === null) return [];
  return flatten(truncate(clean, { precision: 5 })).features as Feature<Polygon>[];
}

const isRing = (line: Position[]): boolean => key(line[0]!) === key(line.at(-1)!);
const lines = join(readLines());
const features: Feature<Polygon>[] = [
  ...lines.filter(isRing),
  ...closeAlongWindow(lines.filter((line) => !isRing(line))),
]
  .flatMap((ring) => {
    const tolerance = Math.min(STEP_TOLERANCE, Math.sqrt(Math.abs(area(ring))) / 8);
    const plain = simplify(polygon([ring]), { tolerance, highQuality: true }).geometry.coordinates[0]!;
    const soft = soften(plain);
    return unfold(area(soft) > 0 ? soft : soft.toReversed());
  })
  .map((f) => polygon(f.geometry.coordinates.filter((ring) => Math.abs(area(ring)) >= MIN_AREA)))
  .filter((f) => f.geometry.coordinates.length > 0)
  .toSorted((a, b) => area(b.geometry.coordinates[0]!) - area(a.geometry.coordinates[0]!));

for (const feature of features) {
  const crossings = kinks(feature).features.length;
  if (crossings > 0) throw new Error(`a shore crosses itself ${crossings} times after smoothing`);
}
const file = new URL(`../../geodata/basemap/coast-${process.argv[2]}.json`, import.meta.url);
writeFileSync(file, `${JSON.stringify({ type: 'FeatureCollection', features })}\n`);
const vertices = features.reduce((sum, f) => sum + f.geometry.coordinates[0]!.length, 0);
console.log(`${features.length} land polygons, ${vertices} vertices -> ${file.pathname}`);
