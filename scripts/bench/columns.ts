import { gzipSync } from 'node:zlib';
import { encodeColumns } from '#api/arrow.ts';
import { decodeColumns } from '#geodata/arrow.ts';
import { createRandom } from '#geodata/divide/random.ts';
import type { Bench } from './figure.ts';
import { cpuOf, ROUNDS } from './rounds.ts';

/** A province's grids. */
const CELLS = 150_000;
/** Decodings in a round: one is shorter than the clock's grain. */
const REPEAT = 100;

/** Columns of counts on the wire and in the hand: what the wall and the biggest maps fetch. */
export const columns: Bench = async (_options, print) => {
  print(`encoding ${CELLS} cells`);
  const random = createRandom(7);
  const code = Array.from({ length: CELLS }, (_, i) => String(370_211_001_001_001 + i));
  // A grid has some 350 households and asks for a few calls of people in focus.
  const households = Array.from({ length: CELLS }, () => Math.floor(100 + random() * 500));
  const required = Array.from({ length: CELLS }, () => Math.floor(random() ** 2 * 12));
  const done = required.map((most) => Math.floor(random() * (most + 1)));
  const one = encodeColumns({ required: households });
  const two = encodeColumns({ required, done });
  const json = JSON.stringify({ columns: { code, required, done }, count: CELLS });

  const decode: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const used = await cpuOf(() => {
      for (let i = 0; i < REPEAT; i++)
        if (decodeColumns(one).columns.required?.length !== CELLS) throw new Error('cells are missing');
    });
    if (round > 0) decode.push(used / REPEAT);
  }
  const bench = 'columns';
  const kb = (bytes: Uint8Array | string): number => gzipSync(bytes).length / 1024;
  return [
    {
      bench,
      what: `one count of ${CELLS} cells without codes, on the wire`,
      unit: 'KB',
      rounds: [kb(one)],
      budget: { at: 'most', value: 250 },
    },
    {
      bench,
      what: 'the same decoded, processor time',
      unit: 'us',
      rounds: decode,
      budget: { at: 'most', value: 5000 },
    },
    {
      bench,
      what: 'required and done against JSON with its codes, on the wire',
      unit: 'x',
      rounds: [kb(two) / kb(json)],
      budget: { at: 'most', value: 0.35 },
    },
    {
      bench,
      what: 'the same before compression',
      unit: 'x',
      rounds: [two.length / Buffer.byteLength(json)],
      budget: { at: 'most', value: 0.35 },
    },
  ];
};
