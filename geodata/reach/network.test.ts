import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { haversine } from './distance.ts';
import { EDGE_KINDS, EdgeListBuilder, type NetworkEdges } from './edges.ts';
import { buildNetwork } from './graph.ts';
import { ACCESS_REASONS, networkNearest, networkPairsWithin } from './network.ts';
import { placesOf, rowsOf } from './reachFixture.ts';

type Place = readonly [lon: number, lat: number];
interface Piece {
  from: Place;
  to: Place;
  metres: number;
  oneWay?: boolean;
  kind?: (typeof EDGE_KINDS)[number];
}

function edgesOf(pieces: readonly Piece[]): NetworkEdges {
  const column = (of: (piece: Piece) => number) => Float64Array.from(pieces, of);
  return {
    fromLon: column(({ from }) => from[0]),
    fromLat: column(({ from }) => from[1]),
    toLon: column(({ to }) => to[0]),
    toLat: column(({ to }) => to[1]),
    metres: column(({ metres }) => metres),
    oneWay: Uint8Array.from(pieces, ({ oneWay }) => (oneWay ? 1 : 0)),
    kind: Uint8Array.from(pieces, ({ kind = 'road' }) => EDGE_KINDS.indexOf(kind)),
  };
}

/** A corner of a lattice whose squares are 0.01 degrees wide. */
const at = (x: number, y: number): Place => [120 + 0.01 * x, 36 + 0.01 * y];

/**
 *     A ==1000== B --1000-> C            G ==300== H          I ==200== J
 *     |                     |            :                    an islet nobody sails to
 *    700                   500           : ferry, 4000 m
 *     |                     |            :
 *     D ==2000============= E ==600== F ··
 *
 * B -> C is one-way; all else is two-way. G and H lie on an island with a ferry, I and J on one without.
 */
const [A, B, C] = [at(0, 1), at(1, 1), at(2, 1)];
const [D, E, F] = [at(0, 0), at(2, 0), at(3, 0)];
const [G, H, I, J] = [at(5, 1), at(6, 1), at(8, 1), at(9, 1)];
const PIECES: Piece[] = [
  { from: A, to: B, metres: 1000 },
  { from: B, to: C, metres: 1000, oneWay: true },
  { from: A, to: D, metres: 700 },
  { from: C, to: E, metres: 500 },
  { from: D, to: E, metres: 2000 },
  { from: E, to: F, metres: 600 },
  { from: F, to: G, metres: 4000, kind: 'ferry' },
  { from: G, to: H, metres: 300 },
  { from: I, to: J, metres: 200 },
];
const town = buildNetwork(edgesOf(PIECES));

describe('a town drawn by hand', () => {
  const homes = placesOf([A, B, C, H, I]);

  test('to a point at B, round the one-way street', () => {
    const { index, metres, counts, reason } = networkNearest(town, homes, placesOf([B]));
    // C must go C-E 500, E-D 2000, D-A 700, A-B 1000; H goes H-G 300, G-F 4000, F-E 600, then E-D-A-B 3700
    expect([...metres]).toEqual([1000, 0, 4200, 8600, Infinity]);
    expect([...index]).toEqual([0, 0, 0, 0, -1]);
    expect(counts).toEqual({ reached: 4, unknownPlace: 0, offNetwork: 0, noWay: 1 });
    expect(ACCESS_REASONS[reason[4] as number]).toBe('noWay');
  });

  test('to a point at C, along the one-way street', () => {
    const { metres } = networkNearest(town, homes, placesOf([C]));
    // A-B-C 2000 is shorter than A-D-E-C 3200; H-G-F-E 4900, E-C 500
    expect([...metres]).toEqual([2000, 1000, 0, 5400, Infinity]);
  });

  test('the nearest of two, and all within reach', () => {
    const points = placesOf([E, G]);
    const found = networkNearest(town, homes, points);
    // A: A-D-E 2700 or A-B-C-E 2500; B-C-E 1500
    expect([...found.index]).toEqual([0, 0, 0, 1, -1]);
    expect([...found.metres]).toEqual([2500, 1500, 500, 300, Infinity]);
    const pairs = networkPairsWithin(town, homes, points, 5100);
    // to G it is 600 + 4000 more than to E: C 5100, the others are beyond
    expect(rowsOf(pairs)).toEqual([
      [[0, 2500]],
      [[0, 1500]],
      [
        [0, 500],
        [1, 5100],
      ],
      [
        [0, 4900],
        [1, 300],
      ],
      [],
    ]);
    expect(pairs.counts).toEqual({ reached: 4, unknownPlace: 0, offNetwork: 0, noWay: 1 });
  });

  test('waiting for the ferry costs once each way, and only who boards', () => {
    const waiting = buildNetwork(edgesOf(PIECES), { ferryWait: 900 });
    expect([...networkNearest(waiting, homes, placesOf([E])).metres]).toEqual([
      2500,
      1500,
      500,
      5800,
      Infinity,
    ]);
    expect([...networkNearest(waiting, homes, placesOf([H])).metres]).toEqual([
      8300,
      7300,
      6300,
      0,
      Infinity,
    ]);
  });

  test('a ferry in two pieces is boarded once', () => {
    const buoy = at(4, 0.5);
    const ferry: Piece[] = [
      { from: F, to: buoy, metres: 1500, kind: 'ferry' },
      { from: buoy, to: G, metres: 2500, kind: 'ferry' },
    ];
    const pieces = [...PIECES.filter(({ kind }) => kind !== 'ferry'), ...ferry];
    const waiting = buildNetwork(edgesOf(pieces), { ferryWait: 900 });
    expect(networkNearest(waiting, placesOf([H]), placesOf([E])).metres[0]).toBe(5800);
  });

  test('from the middle of streets', () => {
    // a quarter of the way from B to C, and half way from D to E
    const [quarter, half] = [at(1.25, 1), at(1, 0)];
    const { metres } = networkNearest(town, placesOf([quarter, half]), placesOf([B]));
    // 750 on to C, then 4200 round; 1000 to D, 1700 to B
    expect(metres[0]).toBeCloseTo(4950, 6);
    expect(metres[1]).toBeCloseTo(2700, 6);
    // on the one-way street itself: with it, and against it all the way round (750 + 4200 + 250)
    const ahead = networkNearest(town, placesOf([quarter]), placesOf([at(1.75, 1)])).metres[0];
    expect(ahead).toBeCloseTo(500, 6);
    const behind = networkNearest(town, placesOf([at(1.75, 1)]), placesOf([quarter])).metres[0];
    expect(behind).toBeCloseTo(250 + 4200 + 250, 6);
  });

  test('the way to the road counts, and one too long is none', () => {
    // 0.002 degrees north of the middle of A-B: 222.39 m
    const off = at(0.5, 1.2);
    const access = haversine(...off, ...at(0.5, 1));
    expect(access).toBeCloseTo(222.39, 2);
    const near = networkNearest(town, placesOf([off]), placesOf([B]));
    expect(near.metres[0]).toBeCloseTo(access + 500, 4);
    const far = networkNearest(town, placesOf([off, [Number.NaN, 36]]), placesOf([B, off]), { snap: 200 });
    expect([...far.metres]).toEqual([Infinity, Number.NaN]);
    expect(far.counts).toEqual({ reached: 0, unknownPlace: 1, offNetwork: 1, noWay: 0 });
    expect(far.pointsOff).toBe(1);
  });

  test('neighbours far from the road do not walk to it and back', () => {
    const [home, desk] = [at(0.5, 1.2), at(0.52, 1.2)];
    const straight = haversine(...home, ...desk);
    expect(networkNearest(town, placesOf([home]), placesOf([desk])).metres[0]).toBe(straight);
    expect(rowsOf(networkPairsWithin(town, placesOf([home]), placesOf([desk]), 300))).toEqual([
      [[0, straight]],
    ]);
  });

  test('nobody steps on board half way', () => {
    const atSea = networkNearest(town, placesOf([at(4, 0.5)]), placesOf([G]));
    expect(atSea.counts.offNetwork).toBe(1);
  });

  test('islands, with and without the ferry', () => {
    expect(town.islands).toBe(2);
    expect(new Set(town.island).size).toBe(2);
    expect(buildNetwork(edgesOf(PIECES.filter(({ kind }) => kind !== 'ferry'))).islands).toBe(3);
  });

  test('no network, no points, no places', () => {
    const nothing = buildNetwork(edgesOf([]));
    expect(networkNearest(nothing, homes, placesOf([B])).counts.offNetwork).toBe(5);
    expect(networkNearest(town, homes, placesOf([])).counts.noWay).toBe(5);
    expect(rowsOf(networkPairsWithin(town, placesOf([]), homes, 100))).toEqual([]);
  });
});

const SIDE = 3;
const anyTown = fc.record({
  streets: fc.array(
    fc.record({
      x: fc.integer({ min: 0, max: SIDE }),
      y: fc.integer({ min: 0, max: SIDE }),
      isEast: fc.boolean(),
      isBack: fc.boolean(),
      oneWay: fc.boolean(),
      metres: fc.integer({ min: 500, max: 4000 }),
    }),
    { minLength: 1, maxLength: 24 },
  ),
  homes: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 8 })), { maxLength: 6 }),
  desks: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 8 })), { maxLength: 5 }),
});

/** A lattice some streets of which there are, each once. */
function latticeOf(
  streets: readonly {
    x: number;
    y: number;
    isEast: boolean;
    isBack: boolean;
    oneWay: boolean;
    metres: number;
  }[],
) {
  const seen = new Map<string, Piece>();
  for (const { x, y, isEast, isBack, oneWay, metres } of streets) {
    const ends = [at(x, y), isEast ? at(x + 1, y) : at(x, y + 1)] as const;
    const [from, to] = isBack ? [ends[1], ends[0]] : ends;
    seen.set(`${x} ${y} ${isEast}`, { from, to, metres, oneWay });
  }
  return [...seen.values()];
}

/** Ways between all of the stops, by Floyd and Warshall over streets that are cut wherever somebody stands. */
function waysBetween(
  pieces: readonly Piece[],
  stops: readonly { piece: number; eighths: number }[],
): number[][] {
  const names = new Map<string, number>();
  const nodeOf = (piece: number, eighths: number): number => {
    const { from, to } = pieces[piece] as Piece;
    const end = eighths === 0 ? from : eighths === 8 ? to : null;
    const name = end ? end.map((degrees) => degrees.toFixed(4)).join() : `${piece} ${eighths}`;
    if (!names.has(name)) names.set(name, names.size);
    return names.get(name) as number;
  };
  const arcs: [number, number, number][] = [];
  pieces.forEach(({ metres, oneWay }, piece) => {
    const cuts = new Set([
      0,
      8,
      ...stops.filter((stop) => stop.piece === piece).map(({ eighths }) => eighths),
    ]);
    const inOrder = [...cuts].sort((a, b) => a - b);
    inOrder.slice(1).forEach((cut, k) => {
      const before = inOrder[k] as number;
      const [a, b, length] = [nodeOf(piece, before), nodeOf(piece, cut), ((cut - before) / 8) * metres];
      arcs.push([a, b, length]);
      if (!oneWay) arcs.push([b, a, length]);
    });
  });
  const away = Array.from(names, (_, a) => Array.from(names, (_name, b) => (a === b ? 0 : Infinity)));
  for (const [a, b, length] of arcs) away[a]![b] = Math.min(away[a]![b] as number, length);
  for (const via of away.keys())
    for (const row of away)
      row.forEach((known, b) => {
        row[b] = Math.min(known, (row[via] as number) + (away[via]![b] as number));
      });
  return stops.map((a) =>
    stops.map((b) => away[nodeOf(a.piece, a.eighths)]![nodeOf(b.piece, b.eighths)] as number),
  );
}

test('equals Floyd and Warshall on small towns', () => {
  fc.assert(
    fc.property(anyTown, ({ streets, homes, desks }) => {
      const pieces = latticeOf(streets);
      const stops = [...homes, ...desks].map(([n, eighths]) => ({ piece: n % pieces.length, eighths }));
      const away = waysBetween(pieces, stops)
        .slice(0, homes.length)
        .map((row) => row.slice(homes.length));
      const places = stops.map(({ piece, eighths }): Place => {
        const { from, to } = pieces[piece] as Piece;
        return [from[0] + (eighths / 8) * (to[0] - from[0]), from[1] + (eighths / 8) * (to[1] - from[1])];
      });
      const network = buildNetwork(edgesOf(pieces));
      const [demand, points] = [
        placesOf(places.slice(0, homes.length)),
        placesOf(places.slice(homes.length)),
      ];

      const nearest = networkNearest(network, demand, points);
      away.forEach((row, i) => {
        const least = Math.min(...row);
        if (least === Infinity) expect(nearest.metres[i]).toBe(Infinity);
        else expect(nearest.metres[i]).toBeCloseTo(least, 4);
        if (least === Infinity) expect(nearest.index[i]).toBe(-1);
        else expect(row[nearest.index[i] as number]).toBeCloseTo(least, 4);
      });
      const limit = 3000.5;
      const pairs = networkPairsWithin(network, demand, points, limit);
      expect(rowsOf(pairs).map((row) => row.map(([j]) => j))).toEqual(
        away.map((row) => row.flatMap((metres, j) => (metres <= limit ? [j] : []))),
      );
      rowsOf(pairs).forEach((row, i) => {
        for (const [j, metres] of row) expect(metres).toBeCloseTo(away[i]![j] as number, 4);
      });
      // bounded, the nearest are the same up to the bound
      const bounded = networkNearest(network, demand, points, { within: limit });
      expect([...bounded.metres]).toEqual(
        [...nearest.metres].map((metres) => (metres <= limit ? metres : Infinity)),
      );
    }),
    { numRuns: 400 },
  );
});

describe('building', () => {
  test('ends half a metre apart are one node, farther ones are not', () => {
    // 4e-6 degrees of latitude are 0.44 m, 6e-6 are 0.67 m
    for (const [gap, islands] of [
      [4e-6, 1],
      [6e-6, 2],
    ] as const) {
      const joint: Place = [B[0], B[1] + gap];
      const network = buildNetwork(
        edgesOf([
          { from: A, to: B, metres: 1000 },
          { from: joint, to: C, metres: 1000 },
        ]),
      );
      expect(network.islands).toBe(islands);
      expect(network.lon).toHaveLength(2 + islands);
    }
  });

  test('a factor makes a street longer', () => {
    const slow = { ...edgesOf([{ from: A, to: B, metres: 1000 }]), factor: Float64Array.of(2.5) };
    expect(networkNearest(buildNetwork(slow), placesOf([A]), placesOf([B])).metres[0]).toBe(2500);
  });

  test('the list of edges measures what it is given', () => {
    const builder = new EdgeListBuilder();
    builder.push({ from: A, to: B, kind: 'road', oneWay: true });
    builder.push({ from: B, to: B, kind: 'road', oneWay: false });
    for (let k = 0; k < 1500; k++) builder.push({ from: F, to: G, kind: 'ferry', oneWay: false });
    const edges = builder.finish();
    expect(edges.metres).toHaveLength(1501);
    expect(edges.metres[0]).toBe(haversine(...A, ...B));
    expect([edges.oneWay[0], edges.oneWay[1500], edges.kind[0], edges.kind[1500]]).toEqual([1, 0, 0, 1]);
    expect([edges.fromLon[1500], edges.toLat[1500]]).toEqual([F[0], G[1]]);
  });

  const one = edgesOf([{ from: A, to: B, metres: 1000 }]);
  test.each<[string, Partial<NetworkEdges>, object, string]>([
    ['no length', { metres: Float64Array.of(0) }, {}, 'edge 0: 0 m long'],
    ['no place', { toLat: Float64Array.of(Number.NaN) }, {}, 'edge 0: no place at 120.01, NaN'],
    ['a kind that is none', { kind: Uint8Array.of(9) }, {}, 'edge 0: kind 9'],
    ['a factor of 0', { factor: Float64Array.of(0) }, {}, 'edge 0: a factor of 0'],
    ['odd columns', { oneWay: new Uint8Array(2) }, {}, '2 entries for 1 edges'],
    ['a tolerance of 0', {}, { tolerance: 0 }, 'a tolerance of 0 m'],
    ['a negative wait', {}, { ferryWait: -1 }, 'a wait of -1 m'],
  ])('%s is refused', (_name, edges, options, message) => {
    expect(() => buildNetwork({ ...one, ...edges }, options)).toThrow(message);
  });

  test.each([{ within: -1 }, { within: Number.NaN }, { snap: -1 }, { snap: 20_000 }])(
    '%o is refused',
    (options) => {
      expect(() => networkNearest(town, placesOf([A]), placesOf([B]), options)).toThrow(RangeError);
    },
  );
});
