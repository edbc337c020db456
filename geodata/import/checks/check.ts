import type { Boundary, Day, LonLat } from '#geodata/model.ts';

export const CHECK_NAMES = [
  'polygonsOnly',
  'validRings',
  'uniqueCodes',
  'parentExists',
  'noOverlaps',
  'noGaps',
  'insideParent',
  'shiftedCoordinateSystem',
  'validFromInOrder',
  'droppedAreas',
  'successors',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** One place where a check found something. */
export interface Finding {
  /** Codes of the areas it concerns, and their places in the file (the parent has none). */
  codes: string[];
  indices: number[];
  message: string;
  /** Where to look, WGS 84 lon, lat; null where it has no place. */
  at: LonLat | null;
  areaM2?: number;
  /** Of the smaller area (overlap), of the parent (gap), of the child (outside its parent). */
  share?: number;
  /** Shifted coordinates: the shift in metres, the system that fits better, and whose it would be. */
  metres?: number;
  system?: string;
  side?: 'file' | 'reference';
  /** Place in the file. */
  path?: string;
  /** Within tolerance: shown, but never the reason for a refusal. */
  tolerated?: boolean;
  /** First day of the borders that stand already, YYYY-MM-DD. */
  day?: string;
}

export interface CheckResult {
  check: CheckName;
  /** Whether an import is refused when this is not ok; otherwise it is a warning. */
  mustHold: boolean;
  ok: boolean;
  findings: Finding[];
  /** One line in English. */
  summary: string;
}

/** An area that exists already, as far as the checks read it. */
export type StoredArea = Pick<Boundary, 'code' | 'name' | 'level' | 'parentCode' | 'geometry'>;

/** What an import does beside putting its areas in: a version of the tree that holds from a day on. */
export interface TreeChange {
  /** Codes that cease with this version. */
  drop: readonly string[];
  /** Whether areas of the file's levels that the file leaves out cease too. */
  replace: boolean;
  /** Where those go who are at home in an area that ceases. */
  successors: readonly { from: string; to: string }[];
  validFrom: Day;
  /** First day of the newest version; null before the first boundaries. */
  newestFrom: Day | null;
  /** Areas of other trees, with the name of their tree: codes are unique over all trees. */
  elsewhere: ReadonlyMap<string, string>;
}

/** What the checks read; all geometry in WGS 84. */
export interface CheckInput {
  /** The file, as toBoundaries gives it. */
  boundaries: readonly Boundary[];
  /** Areas of the same tree that exist already: parents, neighbours, and earlier shapes of areas of the file. */
  stored: readonly StoredArea[];
  /** Nothing ceases when left out. */
  change?: TreeChange;
}

/** Findings kept of one check; the summary still counts all. */
export const MOST_FINDINGS = 200;

/** Smaller than both is a sliver of rounding: reported, tolerated. Square metres; share of an area. */
const SLIVER = { areaM2: 1, share: 1e-6 };

/** Whether an area is a sliver: below 1 m2, or below a millionth of what it is compared with. */
export function isSliver(areaM2: number, share: number): boolean {
  return areaM2 < SLIVER.areaM2 || share < SLIVER.share;
}

/** Path of a boundary's feature in its file. */
export function pathOf(boundary: Boundary): string {
  return `features[${boundary.index}]`;
}

/** Square metres for a sentence: `92.83 km²`, `512 m²`, `0.4 m²`. */
export function areaText(areaM2: number): string {
  if (areaM2 >= 1e5) return `${(areaM2 / 1e6).toFixed(2)} km²`;
  return `${areaM2 >= 10 ? areaM2.toFixed(0) : areaM2.toPrecision(1)} m²`;
}

/** Codes that cease: those that are dropped, and those that are left out of a level that is replaced. */
export function ceasing({
  boundaries,
  stored,
  change,
}: {
  boundaries: readonly Pick<Boundary, 'code' | 'level'>[];
  stored: readonly Pick<StoredArea, 'code' | 'level'>[];
  change?: Pick<TreeChange, 'drop' | 'replace'>;
}): Set<string> {
  if (!change) return new Set();
  const inFile = new Set(boundaries.map(({ code }) => code));
  const levels = new Set(change.replace ? boundaries.map(({ level }) => level) : []);
  const dropped = new Set(change.drop);
  return new Set(
    stored.flatMap(({ code, level }) =>
      !inFile.has(code) && (dropped.has(code) || levels.has(level)) ? [code] : [],
    ),
  );
}

/** Areas that exist, are not in the file and do not cease. */
export function staying(input: CheckInput): StoredArea[] {
  const gone = ceasing(input);
  for (const { code } of input.boundaries) gone.add(code);
  return [...new Map(input.stored.map((area) => [area.code, area])).values()].filter(
    ({ code }) => !gone.has(code),
  );
}

/** Every area of the tree as it will be, by code: those that stay, and those of the file. */
export function areasByCode(input: CheckInput): Map<string, StoredArea> {
  const areas = new Map<string, StoredArea>();
  for (const area of [...staying(input), ...input.boundaries]) areas.set(area.code, area);
  return areas;
}
