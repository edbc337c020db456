import Flatbush from 'flatbush';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import type { LonLat } from '#geodata/model.ts';
import { polygonsOf } from '#geodata/place/bbox.ts';
import { type ShiftedSystem, unshift } from '../gcj02.ts';
import { areasByCode, type CheckInput, type CheckResult, type Finding, type StoredArea } from './check.ts';

type Area = Polygon | MultiPolygon;
type Move = (position: LonLat) => LonLat;

/** One reading of file and reference: which of the two would be in a shifted system. */
interface Reading {
  system: ShiftedSystem | 'WGS 84';
  side: 'file' | 'reference';
  file: Move;
  reference: Move;
}

// Metres. Borders of two sources differ by tens of metres; the shifts are hundreds.
const LEAST_GAIN = 50;
const LEAST_RATIO = 2;
const SAMPLE = 600;
const METRES_PER_DEGREE = (Math.PI * 6_371_008.8) / 180;

const stay: Move = (position) => position;
const back =
  (system: ShiftedSystem): Move =>
  ([lon, lat]) =>
    unshift([lon, lat], system);

const READINGS: readonly Reading[] = [
  { system: 'WGS 84', side: 'file', file: stay, reference: stay },
  { system: 'GCJ-02', side: 'file', file: back('GCJ-02'), reference: stay },
  { system: 'BD-09', side: 'file', file: back('BD-09'), reference: stay },
  { system: 'GCJ-02', side: 'reference', file: stay, reference: back('GCJ-02') },
  { system: 'BD-09', side: 'reference', file: stay, reference: back('BD-09') },
];

/**
 * Notices that the file, or what it is laid over, is in GCJ-02 or BD-09 while it is taken as WGS 84.
 *
 * Compared are the outlines of parents with the borders of their children (zones apart), and earlier shapes with
 * the new ones of the same code. For every reading the median distance from the reference's vertices
 * (at most 600) to the nearest border of the file is taken; a reading is reported when it brings the
 * median to less than half, and by more than 50 m, of what it is as given. A warning: which of the two
 * is shifted cannot be told with certainty, since shifting one is shifting the other back.
 */
export function shiftedCoordinateSystem(input: CheckInput): CheckResult {
  const findings = [parentPairs(input), earlierPairs(input)].flatMap((pairs) => pairs.flatMap(compare));
  const ok = findings.length === 0;
  const summary = ok
    ? 'No sign of a shifted coordinate system.'
    : findings.map(({ message }) => message).join(' ');
  return { check: 'shiftedCoordinateSystem', mustHold: false, ok, findings, summary };
}

interface Pair {
  name: string;
  codes: string[];
  reference: Area[];
  file: Area[];
}

function parentPairs(input: CheckInput): Pair[] {
  const areas = areasByCode(input);
  const inFile = new Set(input.boundaries.map(({ code }) => code));
  const pairs: Pair[] = [];
  for (const [code, children] of Map.groupBy(input.boundaries, ({ parentCode }) => parentCode)) {
    const parent = code === null || inFile.has(code) ? undefined : areas.get(code);
    // The borders of zones within a zone have nothing to do with its own.
    if (!parent || parent.level === 'zone') continue;
    const file = children.map(({ geometry }) => geometry);
    pairs.push({ name: parent.name, codes: [parent.code], reference: [parent.geometry], file });
  }
  return pairs;
}

function earlierPairs({ boundaries, stored }: CheckInput): Pair[] {
  const earlier = new Map<string, StoredArea>(stored.map((area) => [area.code, area]));
  const both = boundaries.filter(({ code }) => earlier.has(code));
  if (both.length === 0) return [];
  const reference = both.map(({ code }) => earlier.get(code)!.geometry);
  return [{ name: 'the earlier shapes', codes: [], reference, file: both.map(({ geometry }) => geometry) }];
}

function compare({ name, codes, reference, file }: Pair): Finding[] {
  const vertices = reference.flatMap(verticesOf);
  const step = Math.max(1, Math.ceil(vertices.length / SAMPLE));
  const sample = vertices.filter((_, i) => i % step === 0);
  const middle = sample[sample.length >> 1];
  if (!middle) return [];
  const unmoved = distanceTo(file, stay, middle[1]);
  const medians = READINGS.map((reading): [Reading, number] => {
    const distance = reading.file === stay ? unmoved : distanceTo(file, reading.file, middle[1]);
    const distances = sample.map((position) => distance(reading.reference(position))).sort((p, q) => p - q);
    return [reading, distances[distances.length >> 1]!];
  });
  const [[asGiven, before], ...others] = medians as [[Reading, number], ...[Reading, number][]];
  const [better, after] = others.reduce((best, one) => (one[1] < best[1] ? one : best), [asGiven, before]);
  if (before - after < LEAST_GAIN || after * LEAST_RATIO > before) return [];
  const moved = better.side === 'file' ? better.file(middle) : better.reference(middle);
  const metres = Math.hypot(
    (moved[0] - middle[0]) * Math.cos((middle[1] * Math.PI) / 180) * METRES_PER_DEGREE,
    (moved[1] - middle[1]) * METRES_PER_DEGREE,
  );
  const what = better.side === 'file' ? 'The file' : `The outline of ${name}`;
  const against = better.side === 'file' ? name : 'the file';
  const message = `${what} fits ${against} better when read as ${better.system}: the borders are then ${after.toFixed(0)} m apart instead of ${before.toFixed(0)} m (median), a shift of ${metres.toFixed(0)} m. One of the two may be in another system than declared.`;
  return [{ codes, indices: [], message, at: middle, metres, system: better.system, side: better.side }];
}

function verticesOf(geometry: Area): LonLat[] {
  return polygonsOf(geometry).flatMap((rings) =>
    rings.flatMap((ring) => ring.slice(1).map((p: Position): LonLat => [p[0]!, p[1]!])),
  );
}

/** Distance in metres to the nearest border of the areas, moved first; plane at the given latitude. */
function distanceTo(areas: readonly Area[], move: Move, latitude: number): (position: LonLat) => number {
  const kx = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  const ky = METRES_PER_DEGREE;
  const edges: number[] = [];
  for (const area of areas) {
    for (const ring of polygonsOf(area).flat()) {
      let [ax, ay] = move([ring[0]![0]!, ring[0]![1]!]);
      for (let i = 1; i < ring.length; i++) {
        const [bx, by] = move([ring[i]![0]!, ring[i]![1]!]);
        edges.push(ax * kx, ay * ky, bx * kx, by * ky);
        [ax, ay] = [bx, by];
      }
    }
  }
  const tree = new Flatbush(edges.length / 4);
  for (let e = 0; e < edges.length; e += 4) {
    const [ax, ay, bx, by] = edges.slice(e, e + 4) as [number, number, number, number];
    tree.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
  }
  tree.finish();
  return ([lon, lat]) => {
    // By boxes, which are never further than the edge within; sixteen hold the nearest in practice.
    const near = tree.neighbors(lon * kx, lat * ky, 16);
    return Math.min(...near.map((e) => toEdge(edges, 4 * e, lon * kx, lat * ky)));
  };
}

function toEdge(edges: readonly number[], e: number, x: number, y: number): number {
  const ax = edges[e]!;
  const ay = edges[e + 1]!;
  const dx = edges[e + 2]! - ax;
  const dy = edges[e + 3]! - ay;
  const length = dx * dx + dy * dy;
  const t = length > 0 ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}
