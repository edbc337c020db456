/**
 * One pass over JSON text without building anything: nesting, size and where each feature lies.
 * It runs before any parser, so that a hostile file costs no more than reading it once.
 */

/** Bounds of the scan; all counts, sizes in UTF-16 units. */
export interface ScanLimits {
  depth: number;
  features: number;
  vertices: number;
  featureVertices: number;
}

/** Place of one element of the top-level `features` array: `text.slice(from, to)`. */
export interface Slice {
  from: number;
  to: number;
}

export type ScanResult =
  | { ok: true; features: Slice[]; vertices: number }
  | { ok: false; code: string; message: string; offset: number };

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** End of the string that opens at `offset`: the index of its closing quote, or -1. */
function endOfString(text: string, offset: number): number {
  for (let i = offset + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i++;
    else if (c === QUOTE) return i;
  }
  return -1;
}

/**
 * Walks JSON text once, checks the balance of brackets and the bounds, and finds the objects in the
 * top-level `features` array. A vertex is counted for each array that starts with a number, wherever
 * it stands: arrays of numbers in properties count too, which errs on the safe side.
 * Memory is bounded by `limits.depth` and `limits.features`.
 */
export function scanJson(text: string, limits: ScanLimits): ScanResult {
  const features: Slice[] = [];
  const stack = new Uint8Array(limits.depth);
  let depth = 0;
  let vertices = 0;
  let verticesBefore = 0;
  let tokens = 0;
  let tokensBefore = 0;
  let tokensInFeatures = 0;
  let inFeatures = false;
  let featureFrom = -1;
  let previous = 0;
  let lastString = '';
  // A position is two commas and a bracket at most; the rest is room for properties.
  const tokenLimit = limits.featureVertices * 4 + 10_000;

  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 32 || c === 10 || c === 13 || c === 9) continue;
    if (c === QUOTE) {
      const end = endOfString(text, i);
      if (end < 0) return { ok: false, code: 'json', message: 'A string is never closed.', offset: i };
      // Only the name before the one array of features matters.
      if (depth === 1) lastString = end - i > 64 ? '' : text.slice(i + 1, end);
      i = end;
    } else if (c === OPEN_OBJECT || c === OPEN_ARRAY) {
      if (depth === limits.depth) {
        return {
          ok: false,
          code: 'tooDeep',
          message: `Nested more than ${limits.depth} levels deep.`,
          offset: i,
        };
      }
      if (c === OPEN_ARRAY && depth === 1 && previous === COLON && lastString === 'features') {
        // A second member of the same name is left to the checker, which refuses it.
        inFeatures = features.length === 0;
      }
      if (c === OPEN_OBJECT && depth === 2 && inFeatures) {
        featureFrom = i;
        verticesBefore = vertices;
        tokensBefore = tokens;
      }
      stack[depth++] = c;
      tokens++;
    } else if (c === CLOSE_OBJECT || c === CLOSE_ARRAY) {
      if (depth === 0 || stack[depth - 1] !== c - 2) {
        return { ok: false, code: 'json', message: 'A bracket closes what was not opened.', offset: i };
      }
      depth--;
      if (depth === 2 && featureFrom >= 0) {
        features.push({ from: featureFrom, to: i + 1 });
        tokensInFeatures += tokens - tokensBefore;
        featureFrom = -1;
        if (features.length > limits.features) {
          return {
            ok: false,
            code: 'tooManyFeatures',
            message: `More than ${limits.features} features.`,
            offset: i,
          };
        }
      }
      if (depth === 1) inFeatures = false;
    } else if (c === COMMA) {
      tokens++;
    } else if (previous === OPEN_ARRAY && (c === MINUS || (c >= ZERO && c <= NINE))) {
      vertices++;
      const own = featureFrom >= 0 ? vertices - verticesBefore : 0;
      if (vertices > limits.vertices || own > limits.featureVertices) {
        const most = own > limits.featureVertices ? limits.featureVertices : limits.vertices;
        const where = own > limits.featureVertices ? 'in one feature' : 'in the file';
        return {
          ok: false,
          code: 'tooManyVertices',
          message: `More than ${most} vertices ${where}.`,
          offset: i,
        };
      }
    }
    const own = featureFrom >= 0 ? tokens - tokensBefore : tokens - tokensInFeatures - features.length;
    if (own > tokenLimit) {
      return {
        ok: false,
        code: 'tooManyValues',
        message: `More than ${tokenLimit} values in one part.`,
        offset: i,
      };
    }
    previous = c;
  }
  if (depth > 0) {
    const message = 'The text ends before its last bracket is closed.';
    return { ok: false, code: 'json', message, offset: text.length };
  }
  return { ok: true, features, vertices };
}

/**
 * Path of the value at an offset, such as `.geometry.coordinates[0][3]`: member names and 0-based
 * indices from the outermost value of the text. `text` must be balanced (see scanJson).
 */
export function jsonPathAt(text: string, offset: number): string {
  const path: (string | number)[] = [];
  for (let i = 0; i < text.length && i <= offset; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) {
      const end = endOfString(text, i);
      if (end < 0) break;
      // In an object the first string of a member is its name.
      if (path.at(-1) === '') path[path.length - 1] = text.slice(i + 1, end);
      i = end;
    } else if (i < offset && (c === OPEN_OBJECT || c === OPEN_ARRAY)) {
      path.push(c === OPEN_ARRAY ? 0 : '');
    } else if (c === CLOSE_OBJECT || c === CLOSE_ARRAY) {
      path.pop();
    } else if (c === COMMA) {
      const last = path.at(-1);
      path[path.length - 1] = typeof last === 'number' ? last + 1 : '';
    }
  }
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : step === '' ? '' : `.${step}`))
    .join('');
}
