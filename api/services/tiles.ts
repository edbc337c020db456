import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { TileSource } from '#api/store/areaStore.ts';

const SKETCH_PATH = /^\/tiles\/([0-9a-f]{8,64})\/sketch\/([^/]{1,200})\.json$/;
const TILE_PATH = /^\/tiles\/([0-9a-f]{8,64})\/(\d{1,2})\/(\d{1,8})\/(\d{1,8})\.mvt$/;
/** Whether gzip is named and not by `q=0` refused (RFC 9110, 12.4.2). */
const TAKES_GZIP = /\bgzip\b(?!\s*;\s*q=0(\.0{0,3})?\s*(,|$))/;
/** Bytes of tiles kept in memory. */
const CACHE_BYTES = 64 * 1024 * 1024;

/** What is sent, and as what; no bytes where nothing is drawn. */
interface Piece {
  data: Buffer | null;
  type: string;
}

/**
 * Serves tiles and sketches in front of the framework: nothing but a look-up stands between socket and bytes.
 *
 * @param open opens the archive of a version, null when there is none
 * @param allowed whether the request may see shapes at all; the one access function
 */
export class TileHandler {
  readonly #open: (version: string) => TileSource | null;
  readonly #allowed: (request: IncomingMessage) => boolean;
  readonly #archives = new Map<string, TileSource>();
  readonly #cache = new Map<string, Buffer | null>();
  #bytes = 0;

  constructor(open: (version: string) => TileSource | null, allowed: (request: IncomingMessage) => boolean) {
    this.#open = open;
    this.#allowed = allowed;
  }

  /** The archive of a version, or null when there is none. */
  archive(version: string): TileSource | null {
    const known = this.#archives.get(version);
    if (known) return known;
    const opened = this.#open(version);
    if (opened) this.#archives.set(version, opened);
    return opened;
  }

  /** Answers a request for a tile or a sketch; false when it asks for something else. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const url = request.url ?? '';
    if (!url.startsWith('/tiles/') || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    const tile = TILE_PATH.exec(path);
    const sketch = tile ? null : SKETCH_PATH.exec(path);
    const version = (tile ?? sketch)?.[1];
    if (version === undefined || !this.#allowed(request)) return false;
    const tag = `"${version}"`;
    // The bytes of a versioned URL never change: whoever names the tag has them.
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304, { ETag: tag, 'Cache-Control': 'private, max-age=31536000, immutable' }).end();
      return true;
    }
    const piece = tile ? this.#tilePiece(tile) : this.#sketchPiece(version, sketch?.[2] ?? '');
    if (piece === null) return false;
    const { data, type } = piece;
    if (data === null) {
      response.writeHead(204, { ETag: tag, 'Cache-Control': 'private, max-age=31536000, immutable' }).end();
      return true;
    }
    const gzip = TAKES_GZIP.test(String(request.headers['accept-encoding'] ?? ''));
    const body = gzip ? data : gunzipSync(data);
    response.writeHead(200, {
      'Content-Type': type,
      'Content-Length': body.byteLength,
      'Cache-Control': 'private, max-age=31536000, immutable',
      ETag: tag,
      Vary: 'Cookie, Accept-Encoding',
      'X-Content-Type-Options': 'nosniff',
      ...(gzip ? { 'Content-Encoding': 'gzip' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
    return true;
  }

  #tilePiece([, version, z, x, y]: RegExpExecArray): Piece | null {
    const data = this.#tile(version as string, Number(z), Number(x), Number(y));
    return data === undefined ? null : { data, type: 'application/vnd.mapbox-vector-tile' };
  }

  /** An older tile set has no sketch of any area; one that has some knows each area with parts. */
  #sketchPiece(version: string, encoded: string): Piece | null {
    const archive = this.archive(version);
    const code = decoded(encoded);
    if (!archive || code === null) return null;
    const data = archive.sketch(code);
    return data === null && archive.hasSketches ? null : { data, type: 'application/json' };
  }

  /** The tile's bytes; null where nothing is drawn; undefined when there is no such version or zoom. */
  #tile(version: string, z: number, x: number, y: number): Buffer | null | undefined {
    const key = `${version}/${z}/${x}/${y}`;
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const archive = this.archive(version);
    if (!archive || z > archive.info.maxZoom || x >= 2 ** z || y >= 2 ** z) return undefined;
    const data = archive.get(z, x, y);
    this.#bytes += data?.byteLength ?? 0;
    // The oldest go first; a map asks for neighbours together, so age is a fair guess of use.
    for (const [old, bytes] of this.#cache) {
      if (this.#bytes <= CACHE_BYTES && this.#cache.size < 100_000) break;
      this.#cache.delete(old);
      this.#bytes -= bytes?.byteLength ?? 0;
    }
    this.#cache.set(key, data);
    return data;
  }

  close(): void {
    for (const archive of this.#archives.values()) archive.close();
    this.#archives.clear();
  }
}

/** A part of a path as it was meant; null when it is none. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
