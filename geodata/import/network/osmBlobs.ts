import { Buffer } from 'node:buffer';
import { inflateSync } from 'node:zlib';
import { PbfReader } from 'pbf';
import { type Imported, refused } from '../problem.ts';

/**
 * The frame of an OpenStreetMap extract (wiki.openstreetmap.org/wiki/PBF_Format): blobs one after the other, each
 * with a header that tells its type and size, each packed by itself.
 */

/** Bytes of a header; the format's own limit. */
const MOST_HEADER = 64 * 1024;

/**
 * Bytes of a block once unpacked. The format allows 32 MiB; writers put 8000 things, about 1 MiB, into one. The
 * worst of 8 MiB, three million nodes of three bytes each, takes the parser 350 MB of memory.
 */
const MOST_BLOCK = 8 * 1024 * 1024;

/** What readers must know; an extract that needs more, such as its history, is refused. */
const FEATURES = new Set(['OsmSchema-V0.6', 'DenseNodes']);

/** A block of data, unpacked. */
export interface Block {
  /** Which blob of the file it is, from 0, for refusals. */
  blob: number;
  /** Where the blob begins and ends, in bytes. */
  start: number;
  end: number;
  data: Buffer;
}

/**
 * Blocks of data of a file, unpacked one at a time and never beyond the limits, whatever the file says of itself.
 *
 * @param most bytes of one block
 * @yields blocks, or a refusal, which is the last: `pbf` (no such file, cut off, damaged), `tooLarge` (a block),
 *   `unsupported` (packed otherwise than zlib, or features that are not known)
 */
export function* blocksOf(source: Uint8Array, most = MOST_BLOCK): Generator<Imported<Block>> {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  let at = 0;
  for (let blob = 0; at < bytes.length; blob++) {
    const read = readBlob(bytes, at, { blob, most });
    if (!read.ok) {
      yield read;
      return;
    }
    const { type, data, end } = read;
    if ((type === 'OSMHeader') !== (blob === 0)) {
      yield fault(blob, 'pbf', at, blob === 0 ? 'not an extract of OpenStreetMap' : 'a second header');
      return;
    }
    const missing = type === 'OSMHeader' ? missingFeature(data) : null;
    if (missing !== null) {
      yield fault(blob, 'unsupported', at, `the file needs ${missing.slice(0, 80)}`);
      return;
    }
    // blobs of other types are for other readers
    if (type === 'OSMData') yield { ok: true, blob, start: at, end, data };
    at = end;
  }
}

function readBlob(
  bytes: Buffer,
  at: number,
  { blob, most }: { blob: number; most: number },
): Imported<{ type: string; data: Buffer; end: number }> {
  const refuse = (code: string, message: string) => fault(blob, code, at, message);
  if (at + 4 > bytes.length) return refuse('pbf', 'the file is cut off');
  const headerSize = bytes.readUInt32BE(at);
  if (headerSize > MOST_HEADER) return refuse('pbf', `a header of ${headerSize} bytes; not an extract`);
  const from = at + 4 + headerSize;
  if (from > bytes.length) return refuse('pbf', 'the file is cut off');
  const header = attempt(() => readHeader(bytes.subarray(at + 4, from)));
  if (!header) return refuse('pbf', 'a damaged header; not an extract');
  const { type, size } = header;
  const end = from + size;
  // packed data that is larger than what it unpacks to is no ordinary blob either
  if (size > most + MOST_HEADER) return refuse('tooLarge', `a block of ${size} bytes; at most ${most}`);
  if (end > bytes.length) return refuse('pbf', 'the file is cut off');
  const packed = attempt(() => readPacked(bytes.subarray(from, end)));
  if (!packed) return refuse('pbf', 'a damaged block');
  if (packed.raw) {
    if (packed.raw.length > most) return refuse('tooLarge', `a block of ${packed.raw.length} bytes`);
    return { ok: true, type, data: Buffer.from(packed.raw), end };
  }
  if (!packed.zlib) return refuse('unsupported', 'the block is packed otherwise than with zlib');
  if (packed.rawSize > most) return refuse('tooLarge', `a block of ${packed.rawSize} bytes; at most ${most}`);
  try {
    // what unpacks to more than it says is stopped there
    const data = inflateSync(packed.zlib, { maxOutputLength: Math.max(1, packed.rawSize) });
    if (data.length === packed.rawSize) return { ok: true, type, data, end };
    return refuse('pbf', `a block of ${data.length} bytes that says it has ${packed.rawSize}`);
  } catch (error) {
    const isTooLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return refuse(
      'pbf',
      isTooLong ? `a block larger than the ${packed.rawSize} bytes it says` : 'damaged zlib data',
    );
  }
}

/** Message BlobHeader. */
function readHeader(bytes: Buffer): { type: string; size: number } | null {
  const header = new PbfReader(bytes).readFields(
    (tag, found, pbf) => {
      if (tag === 1) found.type = pbf.readString();
      else if (tag === 3) found.size = pbf.readVarint();
    },
    { type: '', size: -1 },
  );
  return header.type !== '' && Number.isSafeInteger(header.size) && header.size >= 0 ? header : null;
}

/** Message Blob. */
function readPacked(bytes: Buffer): { raw: Uint8Array | null; zlib: Uint8Array | null; rawSize: number } {
  return new PbfReader(bytes).readFields(
    (tag, found, pbf) => {
      if (tag === 1) found.raw = pbf.readBytes();
      else if (tag === 2) found.rawSize = pbf.readVarint();
      else if (tag === 3) found.zlib = pbf.readBytes();
    },
    { raw: null as Uint8Array | null, zlib: null as Uint8Array | null, rawSize: 0 },
  );
}

/** The first of a HeaderBlock's required features that is not known, or null. */
function missingFeature(data: Buffer): string | null {
  const features = attempt(() =>
    new PbfReader(data).readFields((tag, found, pbf) => {
      if (tag === 4) found.push(pbf.readString());
    }, [] as string[]),
  );
  if (features === null) return 'a header that can be read';
  return features.find((feature) => !FEATURES.has(feature)) ?? null;
}

/** Null where the message is damaged: the reader of protocol buffers throws errors of all kinds. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** A refusal that names blob and byte. */
export function fault(blob: number, code: string, byte: number, what: string): ReturnType<typeof refused> {
  return refused({ path: `blobs[${blob}]`, code, message: `Byte ${byte}: ${what}.` });
}
