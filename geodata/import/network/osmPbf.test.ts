import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildNetwork } from '#geodata/reach/graph.ts';
import { networkNearest } from '#geodata/reach/network.ts';
import { bounds, edgesIn, problemOf } from './networkFixture.ts';
import { blobOf, blockOf, fileOf, headerBlob, type OsmNode, type OsmWay } from './osmFixture.ts';
import { readNetworkPbf } from './osmPbf.ts';

const NODES: OsmNode[] = [
  { id: 10, lon: 120, lat: 36 },
  { id: 11, lon: 120.01, lat: 36 },
  { id: 12, lon: 120.02, lat: 36 },
  { id: 9_000_000_013, lon: 120.05, lat: 36.02 },
  { id: 9_000_000_014, lon: 140, lat: 36 },
];
const WAYS: OsmWay[] = [
  { refs: [10, 11], tags: { highway: 'residential', name: '滨海大道' } },
  { refs: [12, 11], tags: { highway: 'primary', oneway: '-1' } },
  { refs: [12, 9_000_000_013], tags: { route: 'ferry' } },
  { refs: [10, 9_000_000_014, 77, 11, 12], tags: { highway: 'path' } },
  { refs: [10, 12], tags: { building: 'yes' } },
];
const EDGES = [
  { ends: [120, 36, 120.01, 36], kind: 'road', oneWay: false },
  { ends: [120.01, 36, 120.02, 36], kind: 'road', oneWay: true },
  { ends: [120.02, 36, 120.05, 36.02], kind: 'ferry', oneWay: false },
  { ends: [120.01, 36, 120.02, 36], kind: 'road', oneWay: false },
];

describe('OpenStreetMap', () => {
  test.each([
    ['dense nodes', fileOf(blockOf({ nodes: NODES }), blockOf({ ways: WAYS }))],
    ['nodes by themselves', fileOf(blockOf({ nodes: NODES, isDense: false }), blockOf({ ways: WAYS }))],
    ['ways before their nodes', fileOf(blockOf({ ways: WAYS }), blockOf({ nodes: NODES }))],
    ['nodes in no order', fileOf(blockOf({ nodes: NODES.toReversed() }), blockOf({ ways: WAYS }))],
    [
      'blobs for other readers, and one that is not packed',
      Buffer.concat([
        headerBlob(),
        blobOf('Index', new Uint8Array(9)),
        blobOf('OSMData', blockOf({ nodes: NODES }), { packed: blockOf({ nodes: NODES }) as never, tag: 1 }),
        blobOf('OSMData', blockOf({ ways: WAYS })),
      ]),
    ],
  ])('%s', (_name, source) => {
    const shares: number[] = [];
    const file = readNetworkPbf(source, { bounds, onProgress: (share) => shares.push(share) });
    expect(edgesIn(file)).toEqual(EDGES);
    // the path leaves the district for node 14, and node 77 is nowhere
    expect(file.ok && file.counts).toEqual({ roads: 3, ferries: 1, skipped: 1, outside: 2 });
    expect(shares.at(-1)).toBe(1);
  });

  test('a network of it is travelled', () => {
    const file = readNetworkPbf(fileOf(blockOf({ nodes: NODES, ways: WAYS.slice(0, 3) })), { bounds });
    if (!file.ok) throw new Error('refused');
    const places = (lon: number, lat: number) => ({ lon: Float64Array.of(lon), lat: Float64Array.of(lat) });
    const network = buildNetwork(file.edges);
    // with the one-way street, not against it
    expect(networkNearest(network, places(120, 36), places(120.02, 36)).counts.reached).toBe(1);
    expect(networkNearest(network, places(120.02, 36), places(120, 36)).counts.noWay).toBe(1);
  });

  const whole = fileOf(blockOf({ nodes: NODES }), blockOf({ ways: WAYS }));
  const bomb = deflateSync(new Uint8Array(9 * 1024 * 1024));
  test.each<[string, Uint8Array, object, string, string, RegExp]>([
    ['an empty file', new Uint8Array(0), {}, 'pbf', '$', /empty/],
    ['text', Buffer.from('<osm version="0.6"></osm>'), {}, 'pbf', 'blobs[0]', /not an extract/],
    [
      'a file without its header',
      whole.subarray(headerBlob().length),
      {},
      'pbf',
      'blobs[0]',
      /not an extract/,
    ],
    ['two headers', Buffer.concat([headerBlob(), headerBlob()]), {}, 'pbf', 'blobs[1]', /second header/],
    ['a file cut off', whole.subarray(0, whole.length - 5), {}, 'pbf', 'blobs[2]', /cut off/],
    [
      'a history',
      headerBlob(['HistoricalInformation']),
      {},
      'unsupported',
      'blobs[0]',
      /HistoricalInformation/,
    ],
    [
      'another packing',
      Buffer.concat([headerBlob(), blobOf('OSMData', new Uint8Array(9), { tag: 7 })]),
      {},
      'unsupported',
      'blobs[1]',
      /zlib/,
    ],
    [
      'a bomb that says so',
      Buffer.concat([headerBlob(), blobOf('OSMData', new Uint8Array(9 * 1024 * 1024))]),
      {},
      'tooLarge',
      'blobs[1]',
      /9437184 bytes/,
    ],
    [
      'a bomb that does not',
      Buffer.concat([headerBlob(), blobOf('OSMData', new Uint8Array(9), { packed: bomb })]),
      {},
      'pbf',
      'blobs[1]',
      /larger than the 9 bytes/,
    ],
    [
      'a block shorter than it says',
      Buffer.concat([headerBlob(), blobOf('OSMData', new Uint8Array(9), { rawSize: 10 })]),
      {},
      'pbf',
      'blobs[1]',
      /says it has 10/,
    ],
    [
      'damaged zlib',
      Buffer.concat([
        headerBlob(),
        blobOf('OSMData', new Uint8Array(9), { packed: Buffer.from('nonsense') }),
      ]),
      {},
      'pbf',
      'blobs[1]',
      /damaged zlib/,
    ],
    [
      'a block of something else',
      Buffer.concat([headerBlob(), blobOf('OSMData', new Uint8Array(50).fill(255))]),
      {},
      'pbf',
      'blobs[1]',
      /cannot be read/,
    ],
    ['no road', fileOf(blockOf({ nodes: NODES })), {}, 'noNetwork', '$', /No road/],
    ['too many bytes', whole, { limits: { bytes: 100 } }, 'tooLarge', '$', /at most 100/],
    ['too many bytes unpacked', whole, { limits: { unpacked: 100 } }, 'tooLarge', 'blobs[2]', /unpacked/],
    ['too many nodes', whole, { limits: { vertices: 3 } }, 'tooManyVertices', 'blobs[1]', /more than 3/],
    ['too many pieces', whole, { limits: { edges: 2 } }, 'tooManyEdges', '$', /More than 2/],
  ])('%s is refused with its place', (_name, source, options, code, path, words) => {
    const problem = problemOf(readNetworkPbf(source, { bounds, ...options }));
    expect(problem).toMatchObject({ code, path });
    expect(problem?.message).toMatch(words);
  });

  test('damage anywhere is refused or read, never thrown', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (byte, value) => {
        const damaged = Uint8Array.from(whole);
        damaged[byte] = value;
        expect(typeof readNetworkPbf(damaged, { bounds }).ok).toBe('boolean');
      }),
      { numRuns: 400 },
    );
    // the same inside of a block, where the checksum of zlib does not help
    const block = blockOf({ nodes: NODES, ways: WAYS });
    fc.assert(
      fc.property(fc.nat(block.length - 1), fc.integer({ min: 0, max: 255 }), (byte, value) => {
        const damaged = Uint8Array.from(block);
        damaged[byte] = value;
        expect(typeof readNetworkPbf(fileOf(damaged), { bounds }).ok).toBe('boolean');
      }),
      { numRuns: 600 },
    );
  });
});
