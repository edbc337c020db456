import { cellArea, latLngToCell } from 'h3-js';
import { CodedError } from '#api/errors.ts';
import { reachWork } from '#api/jobs/statistics/reach.ts';
import { inSharedMemory } from '#api/jobs/statistics/shared.ts';
import type { DensityInput, Events, Statistics } from '#api/services/statistics.ts';
import { areaCells, type Cells } from '#geodata/hotspot/cells.ts';
import { densityContours } from '#geodata/hotspot/contours.ts';
import { cellsOfHomes, countByCell, countByStep } from '#geodata/hotspot/counting.ts';
import { type Density, density } from '#geodata/hotspot/density.ts';
import { hexagonCells, hexagonCount, hexagonsAt } from '#geodata/hotspot/hexagons.ts';
import type { Neighbours } from '#geodata/hotspot/neighbours.ts';
import { emergingByPeer, hotspotsByPeer } from '#geodata/hotspot/peers.ts';
import { silenceSpots } from '#geodata/hotspot/silence.ts';
import type { CellValues } from '#geodata/hotspot/values.ts';
import { neighboursBy, pairsOf } from '#geodata/hotspot/weights.ts';

/** Most H3 cells: a province's grids. */
const MOST_CELLS = 150_000;
/** Most pairs of neighbours: 80 MB. */
const MOST_PAIRS = 20_000_000;

/** The work itself, where it is called. */
export const statisticsWork: Statistics = {
  ...reachWork,
  areaCells: async ({ outlines }) => shared(areaCells(outlines)),
  hexagonCells: async ({ areas, root, resolution }) => {
    const about = Math.round(hexagonCount(areas, resolution));
    if (about > MOST_CELLS)
      throw refusal(
        'resolution',
        `would cut the district into some ${about} cells; at most ${MOST_CELLS} are looked at`,
      );
    const cells = hexagonCells(areas, root, resolution);
    return { ...shared(cells), indices: inSharedMemory(cells.indices) };
  },
  neighbours: async ({ weights, ...cells }) => {
    const pairs = Math.round(pairsOf(weights, cells));
    if (pairs > MOST_PAIRS)
      throw refusal(
        weights.kind === 'knn' ? 'k' : 'metres',
        `would make some ${pairs} pairs of neighbours; at most ${MOST_PAIRS} are looked at`,
      );
    return sharedNeighbours(neighboursBy(weights, cells));
  },
  hotspots: async ({ neighbours, peers, events, per }) => {
    const cellOf = cellsOf(events);
    const counts = countByCell(cellOf, peers.length);
    const found = hotspotsByPeer(neighbours, valuesOf(counts, per), peers);
    return { ...found, counts, unplaced: unplacedOf(events, cellOf) };
  },
  emerging: async ({ neighbours, peers, events, per, starts }) => {
    const cellOf = cellsOf(events);
    const counts = countByStep(cellOf, peers.length, events.day, starts);
    const found = emergingByPeer(neighbours, starts.length - 1, valuesOf(counts, per), peers);
    return { ...found, counts, unplaced: unplacedOf(events, cellOf) };
  },
  silence: async ({ peers, households, visits, ...events }) => {
    const found = countByCell(cellsOf(events.found), peers.length);
    const others = countByCell(cellsOf(events.others), peers.length);
    return { ...silenceSpots({ peers, households, visits, found, others }), found, others };
  },
  heatCells: async ({ positions, resolution }) => {
    const counts = new Map<string, number>();
    let located = 0;
    for (let i = 0; 2 * i < positions.length; i++) {
      const [longitude, latitude] = [positions[2 * i] as number, positions[2 * i + 1] as number];
      if (Number.isNaN(longitude) || Number.isNaN(latitude)) continue;
      const cell = latLngToCell(latitude, longitude, resolution);
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
      located++;
    }
    const cells = [...counts.keys()].sort();
    return {
      cells,
      counts: cells.map((cell) => counts.get(cell)!),
      perSquareKilometre: cells.map((cell) => counts.get(cell)! / cellArea(cell, 'km2')),
      located,
    };
  },
  heatRaster: async (input) => {
    const { cells, scale, count: located } = densityOf(input);
    const bytes = Buffer.alloc(2 * cells.length);
    cells.forEach((cell, i) => {
      bytes.writeUInt16LE(cell, 2 * i);
    });
    const peak = cells.reduce((most, cell) => Math.max(most, cell), 0);
    return { data: bytes.toString('base64'), scale, max: peak * scale, located };
  },
  heatContours: async (input) => {
    const picture = densityOf(input);
    return { contours: densityContours(picture), located: picture.count };
  },
};

function cellsOf({ home, positions, into }: Events): Int32Array {
  return into.kind === 'homes'
    ? cellsOfHomes(home, into.cellOfHome)
    : hexagonsAt(positions, into.indices, into.resolution);
}

function unplacedOf({ home, seen }: Events, cellOf: Int32Array): number {
  let unplaced = 0;
  for (let i = 0; i < cellOf.length; i++) if (cellOf[i] === -1 && seen[home[i] as number] === 1) unplaced++;
  return unplaced;
}

function valuesOf(counts: Float64Array, per: Float64Array | null): CellValues {
  return per ? { kind: 'rate', counts, per } : { kind: 'count', counts };
}

function densityOf({ positions, options }: DensityInput): Density {
  try {
    return density(positions, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refusal('bandwidth', `is too wide for these pixels: ${error.message}`);
  }
}

function refusal(path: string, message: string): CodedError {
  return new CodedError('badRequest', `${path} ${message}.`, [{ path, message, code: 'invalid' }]);
}

function shared(cells: Cells): Cells {
  const { codes, homes, points, queen } = cells;
  return { codes, homes, points: inSharedMemory(points), queen: sharedNeighbours(queen) };
}

function sharedNeighbours({ offsets, neighbours }: Neighbours): Neighbours {
  return { offsets: inSharedMemory(offsets), neighbours: inSharedMemory(neighbours) };
}
