import { type OSMOptions, parse } from 'osm-pbf-parser-node';
import { type Imported, refused } from '../problem.ts';
import { withAny } from './geojson.ts';
import { LineCutter, NETWORK_LIMITS, type NetworkFile, type NetworkOptions } from './lines.ts';
import { blocksOf, fault } from './osmBlobs.ts';
import { NodeList } from './osmNodes.ts';
import { WAY_TAGS, type Way, wayOf } from './way.ts';

/** What the parser makes of a node or a way; relations are of no use here. */
type Thing =
  | { type: 'node'; id: number; lon: number; lat: number }
  | { type: 'way'; refs: number[]; tags?: Record<string, string> }
  | { type: 'relation' };

/** Only ways have tags that matter. Reading those of nodes would never end in a block that is cut off. */
const TAGS = { node: false, way: WAY_TAGS, relation: false } as OSMOptions;

/**
 * Reads a network from an extract of OpenStreetMap in PBF: ways with `highway` that can be walked or driven,
 * `route=ferry`, `oneway` also against the line. Blocks are unpacked one at a time within bounds; of the nodes
 * only those in the district are kept, so that an extract of a whole province costs no more than its district.
 *
 * @returns edges in WGS 84, or problems with blob and byte: `tooLarge`, `pbf`, `unsupported`, `tooManyVertices`,
 *   `tooManyEdges`, `noNetwork`. Never throws for bad input.
 */
export function readNetworkPbf(source: Uint8Array, options: NetworkOptions): Imported<NetworkFile> {
  const limits = { ...NETWORK_LIMITS, ...options.limits };
  if (source.byteLength > limits.bytes) {
    const message = `${source.byteLength} bytes; at most ${limits.bytes}.`;
    return refused({ path: '$', code: 'tooLarge', message });
  }
  if (source.byteLength === 0) return refused({ path: '$', code: 'pbf', message: 'The file is empty.' });
  const cutter = new LineCutter(options.bounds, limits.edges);
  const nodes = new NodeList();
  const ways: { way: Way; refs: Float64Array }[] = [];
  let [vertices, unpacked] = [0, 0];
  for (const block of blocksOf(source)) {
    if (!block.ok) return block;
    unpacked += block.data.length;
    if (unpacked > limits.unpacked)
      return fault(block.blob, 'tooLarge', block.start, `more than ${limits.unpacked} bytes once unpacked`);
    const things = thingsOf(block.data);
    if (!things) return fault(block.blob, 'pbf', block.start, 'a block that cannot be read');
    for (const thing of things) {
      if (thing.type === 'node') {
        if (cutter.isInside(thing.lon, thing.lat)) nodes.push(thing.id, thing.lon, thing.lat);
      } else if (thing.type === 'way') {
        const way = wayOf(thing.tags ?? {}, options.mode ?? 'any');
        if (!way) {
          cutter.counts.skipped++;
          continue;
        }
        ways.push({ way, refs: Float64Array.from(thing.refs) });
        vertices += thing.refs.length;
      }
    }
    if (Math.max(vertices, nodes.length) > limits.vertices)
      return fault(block.blob, 'tooManyVertices', block.start, `more than ${limits.vertices} nodes`);
    options.onProgress?.(block.end / source.byteLength);
  }
  // ways may stand before their nodes
  const find = nodes.finder();
  for (const { way, refs } of ways) {
    if (cutter.add(way, refs.length, (i) => find(refs[i] as number))) continue;
    return refused({ path: '$', code: 'tooManyEdges', message: `More than ${limits.edges} pieces of road.` });
  }
  return withAny(cutter.finish());
}

/** Null where the block is damaged: the parser throws errors of all kinds. */
function thingsOf(data: Buffer): Thing[] | null {
  try {
    return parse(data, TAGS) as Thing[];
  } catch {
    return null;
  }
}
