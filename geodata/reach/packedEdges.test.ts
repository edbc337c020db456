import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Edge, EdgeListBuilder } from './edges.ts';
import { packEdges, unpackEdges } from './packedEdges.ts';

const position = fc.tuple(
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.double({ min: -85, max: 85, noNaN: true }),
);
const edge = fc.record<Edge>({
  from: position,
  to: position,
  kind: fc.constantFrom('road', 'ferry'),
  oneWay: fc.boolean(),
});

test('edges come back as they were, from the midst of other bytes as well', () => {
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 20 }), fc.nat(9), (list, before) => {
      const builder = new EdgeListBuilder();
      for (const each of list) builder.push(each);
      const edges = builder.finish();
      const packed = packEdges(edges);
      const within = new Uint8Array(before + packed.length + 3);
      within.set(packed, before);
      expect(unpackEdges(within.subarray(before, before + packed.length))).toEqual(edges);
    }),
  );
});

test('other bytes are refused', () => {
  const packed = packEdges(new EdgeListBuilder().finish());
  expect(() => unpackEdges(new Uint8Array())).toThrow(RangeError);
  expect(() => unpackEdges(packed.subarray(1))).toThrow(RangeError);
  expect(() => unpackEdges(Uint8Array.from([...packed, 0]))).toThrow(RangeError);
  expect(() => unpackEdges(packed.map((byte) => byte ^ 1))).toThrow(RangeError);
});
