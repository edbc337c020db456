import { EDGE_KINDS } from '#geodata/reach/edges.ts';
import type { Imported } from '../problem.ts';
import type { NetworkFile } from './lines.ts';

/** A district of tests. */
export const bounds: [number, number, number, number] = [119.5, 35.5, 120.5, 36.5];

/** Edges of a file as a test writes them; degrees to six places. */
export function edgesIn(file: Imported<NetworkFile>) {
  if (!file.ok) throw new Error(JSON.stringify(file.problems));
  const { edges } = file;
  return Array.from(edges.metres, (_, e) => ({
    ends: [edges.fromLon[e], edges.fromLat[e], edges.toLon[e], edges.toLat[e]].map((v) =>
      Number(v?.toFixed(6)),
    ),
    kind: EDGE_KINDS[edges.kind[e] as number],
    oneWay: edges.oneWay[e] === 1,
  }));
}

/** The first problem of a file that is refused. */
export function problemOf(file: Imported<NetworkFile>) {
  if (file.ok) throw new Error('was read');
  return file.problems[0];
}
