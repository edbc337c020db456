import type { Geometry, LineString, MultiLineString, Position } from 'geojson';
import { toWgs84 } from '../crs.ts';
import { findCrs } from '../crsList.ts';
import { parseGeoJson } from '../geojson.ts';
import { type Imported, refused } from '../problem.ts';
import { LineCutter, NETWORK_LIMITS, type NetworkFile, type NetworkOptions } from './lines.ts';
import { type Way, wayOf } from './way.ts';

/**
 * Reads a network from GeoJSON: LineString and MultiLineString, with the properties `oneway` (also `-1`), `ferry`
 * or `route=ferry`, and `highway`; a line without `highway` is a road. Other geometry is skipped and counted.
 *
 * @param options.crs source system; default what the file declares, else WGS 84
 * @returns edges in WGS 84, or problems: those of `parseGeoJson`, `findCrs` and `toWgs84`, `tooManyEdges`, `noNetwork`
 *   (nothing of it lies within the bounds). Never throws for bad input.
 */
export function readNetworkGeoJson(
  source: string | Uint8Array,
  options: NetworkOptions & { crs?: string },
): Imported<NetworkFile> {
  const limits = { ...NETWORK_LIMITS, ...options.limits };
  const parsed = parseGeoJson(source, {
    bytes: limits.bytes,
    vertices: limits.vertices,
    features: limits.edges,
  });
  if (!parsed.ok) return parsed;
  options.onProgress?.(0.5);

  const cutter = new LineCutter(options.bounds, limits.edges);
  const lines: { index: number; way: Way; geometry: LineString | MultiLineString }[] = [];
  for (const [index, { geometry, properties }] of parsed.collection.features.entries()) {
    const way = wayOf(properties ?? {}, options.mode ?? 'any', { untagged: true });
    if (way && isLine(geometry)) lines.push({ index, way, geometry });
    else cutter.counts.skipped++;
  }
  const place = (index: number) => ({
    path: `features[${index}].geometry`,
    ...(parsed.featureLines[index] !== undefined && { line: parsed.featureLines[index] }),
  });
  const crs = options.crs ?? parsed.declaredCrs ?? 'EPSG:4326';
  const found = findCrs(crs);
  if (!found.ok) return found;
  // Degrees stand in GeoJSON's order, wherever they lie: a network may be that of a province. Only metres have to
  // lie in the district for their order to be told.
  const inDegrees = found.crs.kind !== 'gaussKruger';
  const converted = toWgs84(
    lines.map(({ geometry }) => geometry),
    crs,
    inDegrees ? { axes: { order: 'eastFirst', prefix: null } } : { districtBbox: options.bounds },
  );
  if (!converted.ok) {
    const problems = converted.problems.map((problem) => {
      const line = lines[Number(/^\[(\d+)\]$/.exec(problem.path)?.[1])];
      return line ? { ...problem, ...place(line.index) } : problem;
    });
    return { ok: false, problems };
  }
  for (const [k, geometry] of converted.geometries.entries()) {
    const { index, way } = lines[k]!;
    for (const positions of partsOf(geometry)) {
      if (cutter.add(way, positions.length, (i) => [positions[i]![0]!, positions[i]![1]!])) continue;
      const message = `More than ${limits.edges} pieces of road.`;
      return refused({ ...place(index), code: 'tooManyEdges', message });
    }
  }
  options.onProgress?.(1);
  return withAny(cutter.finish());
}

/** Refuses a file of which nothing is left. */
export function withAny(file: NetworkFile): Imported<NetworkFile> {
  if (file.edges.metres.length > 0) return { ok: true, ...file };
  const { roads, ferries, skipped, outside } = file.counts;
  const message = `No road lies in the district: ${roads + ferries} lines, ${outside} positions outside, ${skipped} features of other kinds.`;
  return refused({ path: '$', code: 'noNetwork', message });
}

function isLine(geometry: Geometry | null): geometry is LineString | MultiLineString {
  return geometry?.type === 'LineString' || geometry?.type === 'MultiLineString';
}

function partsOf(geometry: LineString | MultiLineString): Position[][] {
  return geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
}
