import type { Geometry, Position } from 'geojson';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { type Axes, type DetectedAxes, detectAxes, type RawPosition } from './axes.ts';
import { type Crs, findCrs } from './crsList.ts';
import { type Imported, refused } from './problem.ts';
import { type Converter, converter } from './projection.ts';

export interface ToWgs84Options {
  /** District the data should lie in: west, south, east, north, WGS 84 degrees. */
  districtBbox?: BBox2 | null;
  /** Axes stated by a person; nothing is detected then. */
  axes?: Axes;
}

/**
 * Converts positions to WGS 84, lon, lat in degrees.
 *
 * @param positions of one file, all in the same system and axes; [n][2 or more]
 * @param declared id, name or URN of the source system (see CRS_LIST)
 * @returns positions [n][2] and the axes with what decided them, or problems: those of findCrs and
 *   detectAxes, and `outOfRange` with the path `[i]` of the first position that lies nowhere on Earth
 */
export function positionsToWgs84(
  positions: readonly RawPosition[],
  declared: string,
  options: ToWgs84Options = {},
): Imported<{ positions: Position[]; crs: Crs; detected: DetectedAxes }> {
  const found = prepare(positions, declared, options);
  if (!found.ok) return found;
  const converted = positions.map((position) => found.toWgs84(position));
  const bad = converted.findIndex((position) => !onEarth(position));
  if (bad >= 0) return refused(outOfRange(`[${bad}]`, positions[bad]!, found.crs));
  return { ok: true, positions: converted, crs: found.crs, detected: found.detected };
}

/**
 * Converts the geometries of one file to WGS 84; their axes are detected together.
 * Heights are dropped. Errors as positionsToWgs84, the path being `[geometry]` and the place in it.
 */
export function toWgs84<G extends Geometry>(
  geometries: readonly G[],
  declared: string,
  options: ToWgs84Options = {},
): Imported<{ geometries: G[]; crs: Crs; detected: DetectedAxes }> {
  const positions: RawPosition[] = [];
  for (const geometry of geometries) {
    mapPositions(geometry, (position) => {
      positions.push(position);
      return position;
    });
  }
  const found = prepare(positions, declared, options);
  if (!found.ok) return found;
  const converted: G[] = [];
  for (const [index, geometry] of geometries.entries()) {
    let bad: Position | null = null;
    converted.push(
      mapPositions(geometry, (position) => {
        const result = found.toWgs84(position);
        if (bad === null && !onEarth(result)) bad = position;
        return result;
      }),
    );
    if (bad !== null) return refused(outOfRange(`[${index}]`, bad, found.crs));
  }
  return { ok: true, geometries: converted, crs: found.crs, detected: found.detected };
}

/**
 * Converts a WGS 84 geometry to another system, for the way out.
 * @param declared id, name or URN of the target (see CRS_LIST)
 * @param axes default: east first, and the zone prefix exactly when the system's definition has it
 */
export function fromWgs84<G extends Geometry>(
  geometry: G,
  declared: string,
  axes?: Partial<Axes>,
): Imported<{ geometry: G; crs: Crs; axes: Axes }> {
  const found = findCrs(declared);
  if (!found.ok) return found;
  const { crs } = found;
  const prefix = crs.zonePrefix && crs.centralMeridian !== null ? crs.centralMeridian / 3 : null;
  const chosen: Axes = { order: 'eastFirst', prefix, ...axes };
  const { fromWgs84: convert } = converter(crs, chosen);
  return { ok: true, geometry: mapPositions(geometry, convert), crs, axes: chosen };
}

/** A copy of the geometry with every position replaced; members other than coordinates are kept. */
export function mapPositions<G extends Geometry>(geometry: G, replace: (position: Position) => Position): G {
  if (geometry.type === 'GeometryCollection') {
    const geometries = geometry.geometries.map((part) => mapPositions(part, replace));
    return { ...geometry, geometries };
  }
  const walk = (value: unknown): unknown =>
    typeof (value as unknown[])[0] === 'number'
      ? replace(value as Position)
      : (value as unknown[]).map((inner) => walk(inner));
  const { bbox: _stale, ...rest } = geometry;
  return { ...rest, coordinates: walk(geometry.coordinates) } as G;
}

function prepare(
  positions: readonly RawPosition[],
  declared: string,
  options: ToWgs84Options,
): Imported<{ crs: Crs; detected: DetectedAxes; toWgs84: Converter['toWgs84'] }> {
  const found = findCrs(declared);
  if (!found.ok) return found;
  const { crs } = found;
  if (options.axes) {
    const detected: DetectedAxes = { ...options.axes, decidedBy: 'given' };
    return { ok: true, crs, detected, toWgs84: converter(crs, options.axes).toWgs84 };
  }
  const axes = detectAxes(positions, crs, options.districtBbox);
  if (!axes.ok) return axes;
  return { ok: true, crs, detected: axes.detected, toWgs84: converter(crs, axes.detected).toWgs84 };
}

function onEarth(position: Position): boolean {
  return Math.abs(position[0]!) <= 180 && Math.abs(position[1]!) <= 90;
}

function outOfRange(path: string, position: RawPosition, crs: Crs) {
  const message = `${position.slice(0, 2).join(', ')}, read as ${crs.id}, lies nowhere on Earth.`;
  return { path, code: 'outOfRange', message };
}
