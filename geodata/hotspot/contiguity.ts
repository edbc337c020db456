import { knit } from '#geodata/tiles/knit.ts';
import type { PackedAreas } from '#geodata/tiles/pack.ts';
import { readRings } from '#geodata/tiles/rings.ts';
import { type Neighbours, RowBuilder } from './neighbours.ts';

/**
 * Queen contiguity: two areas are neighbours when they share an edge or a corner. Told from the vertices they
 * share on the world grid, after vertices that nearly coincide (11 cm) have been drawn together and a vertex
 * that lies on a neighbour's edge has been put into it; so a border digitised twice still is one.
 *
 * @param outlines areas of one level; an area without outline has no neighbours
 * @returns a row an area, in the order given; symmetric
 */
export function queenNeighbours(outlines: PackedAreas): Neighbours {
  const count = outlines.areaEnds.length;
  const { x, vertices, starts, areaStarts } = knit(readRings(outlines), count > 0 ? [count] : []);
  const firstVertex = (area: number): number => starts[areaStarts[area] as number] as number;
  // the areas at each vertex, by counting
  const offsets = new Uint32Array(x.length + 1);
  for (const vertex of vertices) offsets[vertex + 1] = (offsets[vertex + 1] as number) + 1;
  for (let v = 1; v <= x.length; v++) offsets[v] = (offsets[v] as number) + (offsets[v - 1] as number);
  const filled = offsets.slice();
  const areasAt = new Uint32Array(vertices.length);
  for (let area = 0; area < count; area++) {
    for (let i = firstVertex(area); i < firstVertex(area + 1); i++) {
      const vertex = vertices[i] as number;
      const slot = filled[vertex] as number;
      areasAt[slot] = area;
      filled[vertex] = slot + 1;
    }
  }
  const rows = new RowBuilder(count);
  const seenBy = new Int32Array(count).fill(-1);
  for (let area = 0; area < count; area++) {
    seenBy[area] = area;
    for (let i = firstVertex(area); i < firstVertex(area + 1); i++) {
      const vertex = vertices[i] as number;
      for (let slot = offsets[vertex] as number; slot < (offsets[vertex + 1] as number); slot++) {
        const other = areasAt[slot] as number;
        if (seenBy[other] === area) continue;
        seenBy[other] = area;
        rows.push(other);
      }
    }
    rows.endRow();
  }
  return rows.finish();
}
