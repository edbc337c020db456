import { Buffer } from 'node:buffer';
import { getIssues, type HintIssue } from '@placemarkio/check-geojson';
import type { Feature, FeatureCollection, GeoJSON, Geometry } from 'geojson';
import { jsonPathAt, type Slice, scanJson } from './jsonScan.ts';
import { type Imported, type ImportProblem, refused } from './problem.ts';
import { lineFinder } from './textPosition.ts';

/** Bounds of a GeoJSON file. The defaults hold a province of 150 000 grids. */
export interface GeoJsonLimits {
  /** Size in bytes of UTF-8. */
  bytes: number;
  features: number;
  /** Positions in the file, and in one feature. */
  vertices: number;
  featureVertices: number;
  /** Brackets inside each other; a MultiPolygon in a collection needs 8. */
  depth: number;
  /** After so many problems the rest is left out. */
  problems: number;
}

export const GEOJSON_LIMITS: GeoJsonLimits = {
  bytes: 256 * 1024 * 1024,
  features: 200_000,
  vertices: 5_000_000,
  featureVertices: 200_000,
  depth: 32,
  problems: 100,
};

/** A GeoJSON file taken in: whatever it was, as a collection. */
export interface ParsedGeoJson {
  collection: FeatureCollection<Geometry | null>;
  /** Line on which each feature starts, 1-based. */
  featureLines: number[];
  /** Name in a `crs` member (GeoJSON 2008; still written by desktop tools), or null. */
  declaredCrs: string | null;
}

// A feature that the checker accepts, in place of each real one when the frame around them is checked.
const PLACEHOLDER = '{"type":"Feature","geometry":null,"properties":null}';

/**
 * Parses untrusted GeoJSON (RFC 7946).
 *
 * Size, nesting and counts are checked in one pass over the text before anything is built; then every
 * feature is checked by itself, so that memory is bounded by the largest feature and not by the file.
 * A geometry or a single feature becomes a collection of one. Text after a byte order mark is read.
 *
 * @returns the collection, or problems with path, line and column. Codes: `tooLarge`, `encoding`,
 *   `json`, `tooDeep`, `tooManyFeatures`, `tooManyVertices`, `tooManyValues`, `nestedCollection`,
 *   `notFinite`, `geojson` (any other offence against the format). Never throws for bad input.
 */
export function parseGeoJson(
  source: string | Uint8Array,
  limits: Partial<GeoJsonLimits> = {},
): Imported<ParsedGeoJson> {
  const bounds = { ...GEOJSON_LIMITS, ...limits };
  const decoded = decode(source, bounds.bytes);
  if (!decoded.ok) return decoded;
  const { text } = decoded;

  const position = lineFinder(text);
  const scan = scanJson(text, bounds);
  if (!scan.ok) {
    const { code, message, offset } = scan;
    return refused({ path: jsonPathAt(text, offset) || '$', ...position(offset), code, message });
  }

  const problems: ImportProblem[] = [];
  const frame = frameOf(text, scan.features);
  for (const issue of getIssues(frame.text)) {
    const offset = frame.original(offsetOf(issue, frame.text));
    problems.push({
      path: jsonPathAt(text, offset).replace(/^\./, '') || '$',
      ...position(offset),
      ...describe(issue, frame.text),
    });
  }
  const features: Feature<Geometry | null>[] = [];
  for (const [index, slice] of scan.features.entries()) {
    if (problems.length >= bounds.problems) break;
    const part = text.slice(slice.from, slice.to);
    const issues = getIssues(part);
    for (const issue of issues) {
      const offset = offsetOf(issue, part);
      problems.push({
        path: `features[${index}]${jsonPathAt(part, offset)}`,
        ...position(slice.from + offset),
        ...describe(issue, part),
      });
    }
    if (issues.length > 0) continue;
    const feature = JSON.parse(part) as Feature<Geometry | null>;
    if (feature.type !== 'Feature') {
      const message = 'A collection holds features only; this is a geometry or a collection.';
      problems.push({ path: `features[${index}].type`, ...position(slice.from), code: 'geojson', message });
    } else features.push(feature);
  }
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, bounds.problems) };

  const root = JSON.parse(frame.text) as GeoJSON & { crs?: { properties?: { name?: unknown } } };
  const collection = asCollection(root, features);
  const whole = position(text.search(/\S/));
  const lines = scan.features.map((slice) => position(slice.from).line);
  const featureLines = root.type === 'FeatureCollection' ? lines : [whole.line];
  for (const [index, feature] of collection.features.entries()) {
    const where = feature.geometry && notFinite(feature.geometry, '.geometry');
    if (where === null) continue;
    const message = 'A coordinate is too large to be a number.';
    problems.push({
      path: `features[${index}]${where}`,
      line: featureLines[index]!,
      code: 'notFinite',
      message,
    });
  }
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, bounds.problems) };
  const name = root.crs?.properties?.name;
  return { ok: true, collection, featureLines, declaredCrs: typeof name === 'string' ? name : null };
}

function decode(source: string | Uint8Array, most: number): Imported<{ text: string }> {
  const bytes = typeof source === 'string' ? Buffer.byteLength(source) : source.byteLength;
  if (bytes > most) {
    return refused({ path: '$', line: 1, code: 'tooLarge', message: `${bytes} bytes; at most ${most}.` });
  }
  if (typeof source === 'string') return { ok: true, text: source.replace(/^\uFEFF/, '') };
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(source) };
  } catch {
    // Desktop tools in China still write GBK; say where the first such byte stands.
    const lenient = new TextDecoder('utf-8').decode(source);
    const at = lineFinder(lenient)(Math.max(0, lenient.indexOf('\uFFFD')));
    return refused({ path: '$', ...at, code: 'encoding', message: 'Not UTF-8 (saved as GBK or GB 18030?).' });
  }
}

/** The text with every feature replaced by a placeholder, and the way back from its offsets. */
function frameOf(text: string, slices: readonly Slice[]) {
  const parts: string[] = [];
  let from = 0;
  for (const slice of slices) {
    parts.push(text.slice(from, slice.from), PLACEHOLDER);
    from = slice.to;
  }
  parts.push(text.slice(from));
  const original = (offset: number): number => {
    let shift = 0;
    for (const slice of slices) {
      const start = slice.from - shift;
      if (offset < start) break;
      if (offset < start + PLACEHOLDER.length) return slice.from;
      shift += slice.to - slice.from - PLACEHOLDER.length;
    }
    return offset + shift;
  };
  return { text: parts.join(''), original };
}

/** Syntax errors carry their place in the message only: `... (line:column)`, or none at the end of text. */
function offsetOf(issue: HintIssue, text: string): number {
  if (!issue.message.startsWith('Invalid JSON')) return issue.from;
  const inner = /"from": (\d+)/.exec(issue.message);
  if (inner) return Number(inner[1]);
  const found = /\((\d+):(\d+)\)\s*$/.exec(issue.message);
  if (!found) return text.length;
  let start = 0;
  for (let line = 1; line < Number(found[1]); line++) start = text.indexOf('\n', start) + 1;
  return start + Number(found[2]) - 1;
}

function describe(issue: HintIssue, text: string): { code: string; message: string } {
  const inner = /"message": "([^"]*)"/.exec(issue.message);
  if (inner) return { code: 'geojson', message: inner[1]! };
  if (issue.message.startsWith('Invalid JSON')) {
    const known = /^Invalid JSON: (Unexpected .*?)\s*\(\d+:\d+\)/.exec(issue.message);
    return { code: 'json', message: known ? `Invalid JSON: ${known[1]}` : 'Invalid JSON.' };
  }
  if (issue.message.includes('not allowed here') && isCollection(text.slice(issue.from, issue.to))) {
    return { code: 'nestedCollection', message: 'A geometry collection inside a geometry collection.' };
  }
  return { code: 'geojson', message: issue.message };
}

function isCollection(text: string): boolean {
  return (JSON.parse(text) as { type?: unknown }).type === 'GeometryCollection';
}

function asCollection(
  root: GeoJSON,
  features: Feature<Geometry | null>[],
): FeatureCollection<Geometry | null> {
  if (root.type === 'FeatureCollection') return { type: 'FeatureCollection', features };
  if (root.type === 'Feature') return { type: 'FeatureCollection', features: [root] };
  return { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: root, properties: null }] };
}

/** Path below `path` of the first coordinate that is not finite (1e999 parses as Infinity), or null. */
function notFinite(geometry: Geometry, path: string): string | null {
  if (geometry.type === 'GeometryCollection') {
    for (const [i, part] of geometry.geometries.entries()) {
      const found = notFinite(part, `${path}.geometries[${i}]`);
      if (found !== null) return found;
    }
    return null;
  }
  const walk = (value: unknown, at: string): string | null => {
    if (typeof value === 'number') return Number.isFinite(value) ? null : at;
    if (!Array.isArray(value)) return null;
    for (let i = 0; i < value.length; i++) {
      // Building the path of every number would cost more than the check itself.
      if (typeof value[i] === 'number' && Number.isFinite(value[i])) continue;
      const found = walk(value[i], `${at}[${i}]`);
      if (found !== null) return found;
    }
    return null;
  };
  return walk(geometry.coordinates, `${path}.coordinates`);
}
