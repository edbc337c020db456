import { Buffer } from 'node:buffer';
import { deflateSync } from 'node:zlib';
import { PbfWriter } from 'pbf';

export interface OsmNode {
  id: number;
  lon: number;
  lat: number;
}
export interface OsmWay {
  refs: number[];
  tags: Record<string, string>;
}

const message = (write: (pbf: PbfWriter) => void): Uint8Array => {
  const pbf = new PbfWriter();
  write(pbf);
  return pbf.finish().slice();
};
const deltas = (values: readonly number[]) =>
  values.map((value, i) => value - (i ? (values[i - 1] as number) : 0));
/** Units of 1e-7 degrees. */
const units = (degrees: number) => Math.round(degrees * 1e7);

/** Message PrimitiveBlock with nodes as dense ones, or each by itself. */
export function blockOf({
  nodes = [],
  ways = [],
  isDense = true,
}: {
  nodes?: OsmNode[];
  ways?: OsmWay[];
  isDense?: boolean;
}) {
  const strings = [...new Set(['', ...ways.flatMap(({ tags }) => Object.entries(tags).flat())])];
  const group = message((pbf) => {
    const dense = message((inner) => {
      inner.writePackedSVarint(1, deltas(nodes.map(({ id }) => id)));
      inner.writePackedSVarint(8, deltas(nodes.map(({ lat }) => units(lat))));
      inner.writePackedSVarint(9, deltas(nodes.map(({ lon }) => units(lon))));
    });
    if (isDense) pbf.writeBytesField(2, dense);
    else
      for (const { id, lon, lat } of nodes)
        pbf.writeBytesField(
          1,
          message((inner) => {
            inner.writeSVarintField(1, id);
            inner.writeSVarintField(8, units(lat));
            inner.writeSVarintField(9, units(lon));
          }),
        );
    ways.forEach(({ refs, tags }, i) => {
      const way = message((inner) => {
        inner.writeVarintField(1, i + 1);
        inner.writePackedVarint(
          2,
          Object.keys(tags).map((key) => strings.indexOf(key)),
        );
        inner.writePackedVarint(
          3,
          Object.values(tags).map((value) => strings.indexOf(value)),
        );
        inner.writePackedSVarint(8, deltas(refs));
      });
      pbf.writeBytesField(3, way);
    });
  });
  return message((pbf) => {
    pbf.writeBytesField(
      1,
      message((inner) => {
        for (const text of strings) inner.writeBytesField(1, new TextEncoder().encode(text));
      }),
    );
    pbf.writeBytesField(2, group);
  });
}

/** A blob with its header; by default packed by zlib, and telling the truth of itself. */
export function blobOf(
  type: string,
  data: Uint8Array,
  { rawSize = data.length, packed = deflateSync(data), tag = 3 } = {},
) {
  const blob = message((pbf) => {
    pbf.writeVarintField(2, rawSize);
    pbf.writeBytesField(tag, packed);
  });
  const header = message((pbf) => {
    pbf.writeStringField(1, type);
    pbf.writeVarintField(3, blob.length);
  });
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, header.length);
  return Buffer.concat([size, header, blob]);
}

/** The blob that an extract begins with. */
export const headerBlob = (features = ['OsmSchema-V0.6', 'DenseNodes']) =>
  blobOf(
    'OSMHeader',
    message((pbf) => {
      for (const feature of features) pbf.writeStringField(4, feature);
    }),
  );
/** An extract of these blocks. */
export const fileOf = (...blocks: Uint8Array[]) =>
  Buffer.concat([headerBlob(), ...blocks.map((data) => blobOf('OSMData', data))]);
