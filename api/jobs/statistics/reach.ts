import { CodedError } from '#api/errors.ts';
import { reachRows } from '#api/jobs/statistics/reachRows.ts';
import { inSharedMemory } from '#api/jobs/statistics/shared.ts';
import { nearestBy, pairsBy } from '#api/jobs/statistics/travel.ts';
import type { DecayName, Located, ReachWork } from '#api/services/reach/work.ts';
import { createEdgeIndex, isInside } from '#geodata/place/edgeIndex.ts';
import { labelPoint } from '#geodata/place/interior.ts';
import { floatingCatchment } from '#geodata/reach/catchment.ts';
import { type Decay, LUO_QI_STEPS } from '#geodata/reach/decay.ts';
import type { Places } from '#geodata/reach/pairs.ts';
import { type Outlines, outlineOf } from '#geodata/tiles/pack.ts';

/** Metres: with `1/d` all that is nearer is alike, since places are not known better than that. */
const LEAST_METRES = 50;

/** The work itself, where it is called. */
export const reachWork: ReachWork = {
  reachShapes: async ({ areas }) => {
    const { positions, ringEnds, isOuter, areaEnds } = areas;
    const { lon, lat } = unknownPlaces(areaEnds.length);
    areaEnds.forEach((_, i) => {
      const outline = outlineOf(areas, i);
      const point = outline && labelPoint(outline);
      if (point) [lon[i], lat[i]] = point;
    });
    return {
      outlines: {
        positions: inSharedMemory(positions),
        ringEnds: inSharedMemory(ringEnds),
        isOuter: inSharedMemory(isOuter),
        areaEnds: inSharedMemory(areaEnds),
      },
      lon: inSharedMemory(lon),
      lat: inSharedMemory(lat),
    };
  },
  reachHomes: async ({ shapes, parent, counted, households }) => {
    const { lon, lat, listed } = middles(households, parent);
    const places = { lon: shapes.lon.slice(), lat: shapes.lat.slice() };
    for (let i = 0; i < parent.length; i++) {
      const [x, y] = [lon[i] as number, lat[i] as number];
      if (Number.isNaN(x) || !holds(shapes.outlines, i, x, y)) continue;
      [places.lon[i], places.lat[i]] = [x, y];
    }
    // NaN where nothing is counted: nobody is unlisted there.
    const unlisted = counted.map((count, i) =>
      Number.isNaN(count) ? 0 : Math.max(0, count - (listed[i] as number)),
    );
    return {
      lon: inSharedMemory(places.lon),
      lat: inSharedMemory(places.lat),
      unlisted: inSharedMemory(unlisted),
    };
  },
  reachDemand: async ({ subjects, homes, extra }) => {
    const { area, lon, lat } = subjects;
    const atArea = extra?.slice() ?? new Float64Array(homes.lon.length);
    const own: number[] = [];
    for (let k = 0; k < area.length; k++) {
      const home = area[k] as number;
      if (home < 0) continue;
      if (Number.isNaN((lon[k] as number) + (lat[k] as number))) atArea[home]! += 1;
      else own.push(k);
    }
    const rest = [...atArea.keys()].filter((i) => (atArea[i] as number) > 0);
    const column = (ofSubject: (k: number) => number, ofArea: (i: number) => number): number[] => [
      ...own.map(ofSubject),
      ...rest.map(ofArea),
    ];
    const numbers = (values: number[]): Float64Array => inSharedMemory(Float64Array.from(values));
    return {
      lon: numbers(
        column(
          (k) => lon[k]!,
          (i) => homes.lon[i]!,
        ),
      ),
      lat: numbers(
        column(
          (k) => lat[k]!,
          (i) => homes.lat[i]!,
        ),
      ),
      weight: numbers(
        column(
          () => 1,
          (i) => atArea[i]!,
        ),
      ),
      area: inSharedMemory(
        Uint32Array.from(
          column(
            (k) => area[k]!,
            (i) => i,
          ),
        ),
      ),
      located: inSharedMemory(
        Uint8Array.from(
          column(
            () => 1,
            () => 0,
          ),
        ),
      ),
    };
  },
  reachNearest: async ({ demand, points, travel }) => {
    const { index, metres } = nearestBy(travel, demand, points);
    return { index: inSharedMemory(index), metres: inSharedMemory(metres) };
  },
  reachAccess: async ({ demand, points, metres, decay, travel }) => {
    const reach = Float64Array.from(demand.area, (area) => metres[area] as number);
    try {
      const pairs = pairsBy(travel, demand, points, reach);
      const { access } = floatingCatchment(
        { pairs, demand: demand.weight, supply: points.supply },
        { decay: decayOf(decay, reach) },
      );
      return inSharedMemory(access);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new CodedError('badRequest', error.message, [
        { path: 'metres', message: error.message, code: 'invalid' },
      ]);
    }
  },
  reachRows: async (input) => reachRows(input),
};

function decayOf(name: DecayName, reach: Float64Array): Decay {
  switch (name) {
    case 'gaussian':
      return { kind: 'gaussian', reach };
    case 'inverse':
      return { kind: 'power', exponent: 1, least: LEAST_METRES };
    case 'stepped':
      return { kind: 'stepped', steps: LUO_QI_STEPS, reach };
    case 'binary':
      return { kind: 'binary' };
  }
}

/** Middle of the own places of all households below each area, NaN without any, and how many are listed there. */
function middles({ area, lon, lat }: Located, parent: Int32Array): Places & { listed: Float64Array } {
  const sums = {
    lon: new Float64Array(parent.length),
    lat: new Float64Array(parent.length),
    known: new Float64Array(parent.length),
    listed: new Float64Array(parent.length),
  };
  for (let k = 0; k < area.length; k++) {
    const [x, y] = [lon[k] as number, lat[k] as number];
    const isKnown = !Number.isNaN(x + y);
    for (let i = area[k] as number; i >= 0; i = parent[i] as number) {
      sums.listed[i]!++;
      if (!isKnown) continue;
      sums.known[i]!++;
      sums.lon[i]! += x;
      sums.lat[i]! += y;
    }
  }
  return {
    lon: sums.lon.map((sum, i) => sum / (sums.known[i] as number)),
    lat: sums.lat.map((sum, i) => sum / (sums.known[i] as number)),
    listed: sums.listed,
  };
}

function holds(outlines: Outlines, area: number, lon: number, lat: number): boolean {
  const outline = outlineOf(outlines, area);
  return outline?.coordinates.some((rings) => isInside(createEdgeIndex(rings), lon, lat)) ?? false;
}

function unknownPlaces(count: number): Places {
  return { lon: new Float64Array(count).fill(Number.NaN), lat: new Float64Array(count).fill(Number.NaN) };
}
