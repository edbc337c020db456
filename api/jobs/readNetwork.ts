import { readFileSync, writeFileSync } from 'node:fs';
import { refusal } from '#api/jobs/refusal.ts';
import type { JobInput, JobResult, Progress } from '#api/services/jobs.ts';
import { readNetworkGeoJson } from '#geodata/import/network/geojson.ts';
import { readNetworkPbf } from '#geodata/import/network/osmPbf.ts';
import { EDGE_KINDS } from '#geodata/reach/edges.ts';
import { buildNetwork } from '#geodata/reach/graph.ts';
import { packEdges } from '#geodata/reach/packedEdges.ts';

const FERRY = EDGE_KINDS.indexOf('ferry');
/** Share of the work after which the file is read. */
const READ = 0.7;

/**
 * Reads a travel network and keeps its edges in a file of their own.
 *
 * @throws CodedError `badInput` with the place of every fault, `tooLarge`
 */
export function readNetwork(
  { file, crs, mode, bounds, edges: out }: JobInput<'readNetwork'>,
  report: Progress,
): JobResult<'readNetwork'> {
  report(0, 'reading');
  const bytes = readFileSync(file);
  const source = isText(bytes) ? 'geojson' : 'osmPbf';
  const options = { bounds, mode, onProgress: (share: number) => report(READ * share, 'reading') };
  const found =
    source === 'geojson'
      ? readNetworkGeoJson(bytes, { ...options, ...(crs !== undefined && { crs }) })
      : readNetworkPbf(bytes, options);
  if (!found.ok) throw refusal(found.problems);
  const { edges, counts } = found;
  report(READ, 'joining ways');
  const { islands } = buildNetwork(edges);
  writeFileSync(out, packEdges(edges));
  const sum = (column: Float64Array | Uint8Array): number =>
    (column as Float64Array).reduce((a, b) => a + b, 0);
  return {
    source,
    figures: {
      edges: edges.metres.length,
      kilometres: sum(edges.metres) / 1000,
      oneWay: sum(edges.oneWay),
      ferries: edges.kind.reduce((count, kind) => (kind === FERRY ? count + 1 : count), 0),
      parts: islands,
    },
    dropped: { skipped: counts.skipped, outside: counts.outside },
  };
}

/** Whether a file begins as JSON does, after a mark of its encoding; an extract begins with a length. */
function isText(bytes: Uint8Array): boolean {
  const first = bytes.findIndex((byte) => byte < 0x80 && !/\s/.test(String.fromCharCode(byte)));
  return bytes[first] === 0x7b || bytes[first] === 0x5b;
}
