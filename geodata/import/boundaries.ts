import type { Feature, FeatureCollection, Geometry, MultiPolygon, Polygon, Position } from 'geojson';
import { ADMINISTRATIVE, type Boundary, LEVELS, type Level } from '#geodata/model.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { polygonsOf } from '#geodata/place/bbox.ts';
import { ringArea } from '#geodata/place/ringArea.ts';
import type { Axes, DetectedAxes } from './axes.ts';
import { toWgs84 } from './crs.ts';
import type { Crs } from './crsList.ts';
import type { Imported, ImportProblem } from './problem.ts';

/** How the properties of a file are read. A property that is not named is not read. */
export interface BoundaryOptions {
  /** Source system: id, name or URN (see CRS_LIST). */
  crs: string;
  /** Level of features that name none. */
  level: Level;
  /** Names of the properties; `name` and `code` are looked up under these names if left out. */
  properties?: Partial<
    Record<'code' | 'name' | 'level' | 'parentCode' | 'urbanRural' | 'households', string>
  >;
  /** Tree the areas belong to: a tree of zones has zones alone, the administrative one none. @default administrative */
  tree?: string;
  /** What values of the level property mean: `{ 镇: 'town' }`; the words of LEVELS need no entry. */
  levels?: Readonly<Record<string, Level>>;
  /** Parent of features that name none. */
  parentCode?: string | null;
  /** Codes by name, where the file has none; compared after trimming and Unicode normalisation (NFC). */
  codesByName?: readonly { name: string; code: string }[];
  /** District the data should lie in, to detect axes by: WGS 84 degrees. */
  districtBbox?: BBox2 | null;
  /** Axes stated by a person. */
  axes?: Axes;
  /** 1-based line of each feature, to be named in problems (from parseGeoJson). */
  featureLines?: readonly number[];
}

/** Longest code and name, in characters (code points). */
const CODE_LENGTH = 64;
const NAME_LENGTH = 1000;

/**
 * Turns a parsed collection into boundaries in WGS 84.
 *
 * Names and codes are kept as they are, to the last blank; rings are wound as RFC 7946 has it (outer
 * counter-clockwise), repeated positions and heights dropped. A code may be a whole number.
 *
 * @returns the boundaries, the system and the axes found, or every problem: `polygonsOnly` (a feature
 *   that is not a polygon), `noCode`, `badCode`, `nameNotInTable`, `nameTwiceInTable`, `noName`,
 *   `badName`, `badLevel`, `badParent`, `badUrbanRural`, `badHouseholds`, `noFeatures`, and those of
 *   toWgs84
 */
export function toBoundaries(
  collection: FeatureCollection<Geometry | null>,
  options: BoundaryOptions,
): Imported<{ boundaries: Boundary[]; crs: Crs; detected: DetectedAxes }> {
  const problems: ImportProblem[] = [];
  const codes = codeTable(options.codesByName);
  const rows: Boundary[] = [];
  const lineOf = (index: number) => {
    const line = options.featureLines?.[index];
    return line === undefined ? {} : { line };
  };
  for (const [index, feature] of collection.features.entries()) {
    const report = (path: string, code: string, message: string) => {
      problems.push({ path: `features[${index}].${path}`, ...lineOf(index), code, message });
    };
    const { geometry } = feature;
    if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') {
      const what = geometry?.type ?? 'no geometry';
      report('geometry', 'polygonsOnly', `An area is a Polygon or MultiPolygon; this is ${what}.`);
    } else if (polygonsOf(geometry).every((rings) => (rings[0] ?? []).length === 0)) {
      report('geometry', 'polygonsOnly', 'The geometry has no polygon in it.');
    } else rows.push({ ...readProperties(feature, options, codes, report), geometry, index });
  }
  if (collection.features.length === 0) {
    problems.push({ path: 'features', code: 'noFeatures', message: 'The file has no features.' });
  }
  if (problems.length > 0) return { ok: false, problems };

  const { districtBbox, axes } = options;
  const converted = toWgs84(
    rows.map((row) => row.geometry),
    options.crs,
    { ...(districtBbox === undefined ? {} : { districtBbox }), ...(axes === undefined ? {} : { axes }) },
  );
  if (!converted.ok) {
    const located = converted.problems.map((problem) => {
      const row = /^\[(\d+)\]$/.exec(problem.path)?.[1];
      if (row === undefined) return problem;
      const { index } = rows[Number(row)]!;
      return { ...problem, path: `features[${index}].geometry`, ...lineOf(index) };
    });
    return { ok: false, problems: located };
  }
  const boundaries = rows.map((row, i) => ({ ...row, geometry: tidy(converted.geometries[i]!) }));
  return { ok: true, boundaries, crs: converted.crs, detected: converted.detected };
}

type Report = (path: string, code: string, message: string) => void;

function readProperties(
  feature: Feature<Geometry | null>,
  options: BoundaryOptions,
  codes: Map<string, string | null>,
  report: Report,
): Omit<Boundary, 'geometry' | 'index'> {
  const names = { code: 'code', name: 'name', ...options.properties };
  const propertyAt = (key: string | undefined): unknown => {
    const { properties } = feature;
    return key !== undefined && properties && Object.hasOwn(properties, key) ? properties[key] : null;
  };
  const name = textOf(propertyAt(names.name));
  if (name === null) report(`properties.${names.name}`, 'noName', 'The area has no name.');
  else if (!storable(name, NAME_LENGTH))
    report(`properties.${names.name}`, 'badName', unstorable(NAME_LENGTH));

  const codeValue = propertyAt(names.code);
  // A number too long to be exact has lost its last digits already.
  const inexact = typeof codeValue === 'number' && !Number.isSafeInteger(codeValue);
  let code = inexact ? null : textOf(codeValue);
  if (code === null && options.codesByName && name !== null) {
    const joined = codes.get(key(name));
    if (joined === undefined) {
      report(
        `properties.${names.name}`,
        'nameNotInTable',
        `The table of codes has no ${JSON.stringify(name)}.`,
      );
    } else if (joined === null) {
      const message = `The table of codes has more than one ${JSON.stringify(name)}.`;
      report(`properties.${names.name}`, 'nameTwiceInTable', message);
    } else code = joined;
  } else if (code === null) report(`properties.${names.code}`, 'noCode', 'The area has no code.');
  if (code !== null && !storable(code, CODE_LENGTH)) {
    report(`properties.${names.code}`, 'badCode', unstorable(CODE_LENGTH));
  }

  const levelText = textOf(propertyAt(names.level));
  const level = levelText === null ? options.level : levelOf(levelText, options.levels);
  if (level === null)
    report(`properties.${names.level}`, 'badLevel', `${JSON.stringify(levelText)} is not a level.`);
  else if ((level === 'zone') !== (options.tree !== undefined && options.tree !== ADMINISTRATIVE))
    report(`properties.${names.level}`, 'badLevel', wrongTree(level, options.tree ?? ADMINISTRATIVE));

  const parentCode = textOf(propertyAt(names.parentCode)) ?? options.parentCode ?? null;
  if (parentCode !== null && !storable(parentCode, CODE_LENGTH)) {
    report(`properties.${names.parentCode}`, 'badParent', unstorable(CODE_LENGTH));
  }
  const urbanRural = textOf(propertyAt(names.urbanRural));
  if (urbanRural !== null && !/^\d{3}$/.test(urbanRural)) {
    report(`properties.${names.urbanRural}`, 'badUrbanRural', 'The urban/rural class has three digits.');
  }
  const householdsText = textOf(propertyAt(names.households));
  const households = householdsText === null ? null : Number(householdsText);
  if (households !== null && !(Number.isSafeInteger(households) && households >= 0)) {
    report(`properties.${names.households}`, 'badHouseholds', 'Households are a whole number, 0 or more.');
  }
  return {
    code: code ?? '',
    name: name ?? '',
    level: level ?? options.level,
    parentCode,
    urbanRural,
    households,
  };
}

/** A value as text; null for none, for blank text, and for what is neither text nor a number. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** No NUL and no half of a surrogate pair: neither survives every database. */
function storable(text: string, length: number): boolean {
  return !text.includes('\0') && text.isWellFormed() && [...text].length <= length;
}

function unstorable(length: number): string {
  return `At most ${length} characters, without NUL and broken surrogate pairs.`;
}

function wrongTree(level: Level, tree: string): string {
  return level === 'zone'
    ? 'A zone belongs to a named tree of zones; the administrative tree has none.'
    : `The tree ${JSON.stringify(tree)} has zones alone; this is a ${level}.`;
}

function levelOf(text: string, levels: Readonly<Record<string, Level>> = {}): Level | null {
  if (Object.hasOwn(levels, text)) return levels[text]!;
  return LEVELS.find((level) => level === text) ?? null;
}

function key(name: string): string {
  return name.trim().normalize('NFC');
}

/** Code of each name; null where the table has two different ones. */
function codeTable(rows: readonly { name: string; code: string }[] = []): Map<string, string | null> {
  const table = new Map<string, string | null>();
  for (const { name, code } of rows) {
    const known = table.get(key(name));
    table.set(key(name), known === undefined || known === code ? code : null);
  }
  return table;
}

function tidy(geometry: Polygon | MultiPolygon): Polygon | MultiPolygon {
  const polygons = polygonsOf(geometry).map((rings) =>
    rings.map((ring, i) => wound(distinct(ring), i === 0)),
  );
  if (geometry.type === 'Polygon') return { type: 'Polygon', coordinates: polygons[0]! };
  return { type: 'MultiPolygon', coordinates: polygons.filter((rings) => rings.length > 0) };
}

function distinct(ring: readonly Position[]): Position[] {
  return ring.filter((p, i) => i === 0 || p[0] !== ring[i - 1]![0] || p[1] !== ring[i - 1]![1]);
}

/** RFC 7946 3.1.6: outer rings counter-clockwise, holes clockwise. */
function wound(ring: Position[], outer: boolean): Position[] {
  return ringArea(ring) < 0 === outer ? ring.reverse() : ring;
}
