import type { EdgeKind } from '#geodata/reach/edges.ts';

/** Who travels. `any` takes every way that can be walked or driven, and heeds one-way streets. */
export const TRAVEL_MODES = ['any', 'walk', 'drive'] as const;
export type TravelMode = (typeof TRAVEL_MODES)[number];

/** What a line of a network is: a road or ferry, and which way it leads. */
export interface Way {
  kind: EdgeKind;
  /** 1 only as it is drawn, -1 only against it, 0 both ways. */
  direction: 1 | 0 | -1;
}

/** Values of `highway` that vehicles use, without their `_link`s. */
const DRIVABLE = new Set(
  'motorway trunk primary secondary tertiary unclassified residential living_street service road track'.split(
    ' ',
  ),
);
/** Values of `highway` for feet alone. */
const WALKABLE = new Set('footway pedestrian path steps corridor bridleway cycleway'.split(' '));
/** Values of `highway` where nobody may walk. */
const FOR_VEHICLES = new Set(['motorway', 'trunk']);
/** Tags of a way that are looked at, as OpenStreetMap writes them (wiki.openstreetmap.org/wiki/Key:highway). */
export const WAY_TAGS = ['highway', 'route', 'ferry', 'oneway', 'oneway:foot', 'junction', 'access', 'foot'];

type Tags = Readonly<Record<string, unknown>>;

/**
 * What a line is by its tags, or null when it is nothing one travels on.
 *
 * Roads by `highway`, ferries by `route=ferry` or `ferry`; `oneway` with `-1` leads against the line, roundabouts
 * and motorways are one-way unless they say otherwise. `access=no` and `private` close a way unless `foot` opens
 * it to those who walk. On foot only `oneway:foot` counts.
 *
 * @param options.untagged whether a line that says neither is a road, as in a network drawn by hand
 */
export function wayOf(tags: Tags, mode: TravelMode, { untagged = false } = {}): Way | null {
  if (isClosed(tags, mode)) return null;
  const isFerry = tags.route === 'ferry' || isYes(tags.ferry);
  if (isFerry) return { kind: 'ferry', direction: directionOf(tags, mode) };
  const highway = tags.highway ?? null;
  if (highway === null) return untagged ? { kind: 'road', direction: directionOf(tags, mode) } : null;
  const value = String(highway).replace(/_link$/, '');
  const isOpen =
    (mode !== 'walk' && DRIVABLE.has(value)) ||
    (mode === 'walk' && DRIVABLE.has(value) && (!FOR_VEHICLES.has(value) || isYes(tags.foot))) ||
    (mode !== 'drive' && WALKABLE.has(value));
  return isOpen ? { kind: 'road', direction: directionOf(tags, mode) } : null;
}

function isClosed({ access, foot }: Tags, mode: TravelMode): boolean {
  if (mode === 'walk' && foot === 'no') return true;
  const isBarred = access === 'no' || access === 'private';
  return isBarred && (mode === 'drive' || !isYes(foot));
}

function directionOf(tags: Tags, mode: TravelMode): Way['direction'] {
  const value = mode === 'walk' ? tags['oneway:foot'] : tags.oneway;
  if (value === -1 || value === '-1' || value === 'reverse') return -1;
  if (isYes(value)) return 1;
  if (value !== undefined && value !== null) return 0;
  const isImplied = tags.junction === 'roundabout' || /^motorway(_link)?$/.test(String(tags.highway));
  return mode !== 'walk' && isImplied ? 1 : 0;
}

/** GeoJSON has numbers and booleans where OpenStreetMap has text. */
function isYes(value: unknown): boolean {
  return ['yes', 'true', '1', 'designated', 'permissive', true, 1].includes(
    value as string | number | boolean,
  );
}
