import type { NetworkEdges } from './edges.ts';

/** First bytes of packed edges, and of this way to pack them. */
const MAGIC = 0x31454e47;
const HEAD = 8;
const DEGREES = ['fromLon', 'fromLat', 'toLon', 'toLat', 'metres'] as const;
const FLAGS = ['oneWay', 'kind'] as const;

/**
 * Edges as bytes to be kept: a head of two numbers (a mark, and how many), then column after column, eight bytes an
 * entry for degrees and metres, one for direction and kind; numbers little-endian. Factors are not kept.
 */
export function packEdges(edges: NetworkEdges): Uint8Array {
  const count = edges.metres.length;
  const bytes = new Uint8Array(HEAD + count * (8 * DEGREES.length + FLAGS.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, count, true);
  let at = HEAD;
  for (const name of DEGREES) for (const value of edges[name]) at = put(view, at, value);
  for (const name of FLAGS) {
    bytes.set(edges[name], at);
    at += count;
  }
  return bytes;
}

function put(view: DataView, at: number, value: number): number {
  view.setFloat64(at, value, true);
  return at + 8;
}

/** @throws RangeError for bytes that `packEdges` did not make */
export function unpackEdges(bytes: Uint8Array): NetworkEdges {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length >= HEAD ? view.getUint32(4, true) : -1;
  const size = HEAD + count * (8 * DEGREES.length + FLAGS.length);
  if (count < 0 || view.getUint32(0, true) !== MAGIC || bytes.length !== size)
    throw new RangeError(`${bytes.length} bytes that are no packed edges`);
  let at = HEAD;
  const numbers = (): Float64Array => {
    const column = new Float64Array(count);
    for (let e = 0; e < count; e++) {
      column[e] = view.getFloat64(at, true);
      at += 8;
    }
    return column;
  };
  const flags = (): Uint8Array => {
    at += count;
    return bytes.slice(at - count, at);
  };
  return {
    fromLon: numbers(),
    fromLat: numbers(),
    toLon: numbers(),
    toLat: numbers(),
    metres: numbers(),
    oneWay: flags(),
    kind: flags(),
  };
}
