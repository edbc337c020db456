import { type Imported, refused } from './problem.ts';

/** A system that source coordinates may be declared in. */
export interface Crs {
  /** `EPSG:4490`, `GCJ-02`. */
  id: string;
  /** In the words of the EPSG register or of the map service. */
  name: string;
  kind: 'geographic' | 'shifted' | 'gaussKruger';
  /** Gauss-Krüger: longitude of the central meridian in degrees, a multiple of 3. */
  centralMeridian: number | null;
  /** Gauss-Krüger: whether the definition carries the zone number in the false easting (40500000). */
  zonePrefix: boolean;
}

const geographic = (id: string, name: string): Crs => ({
  id,
  name,
  kind: 'geographic',
  centralMeridian: null,
  zonePrefix: false,
});

const shifted = (id: 'GCJ-02' | 'BD-09', name: string): Crs => ({
  ...geographic(id, name),
  kind: 'shifted',
});

// EPSG:4513-4533 are zones 25-45 with the zone in the easting, EPSG:4534-4554 the same by meridian.
const ZONES = Array.from({ length: 21 }, (_, i) => 25 + i);

/** Systems taken in, in the order in which they are offered. */
export const CRS_LIST: readonly Crs[] = [
  geographic('EPSG:4326', 'WGS 84'),
  geographic('EPSG:4490', 'China Geodetic Coordinate System 2000'),
  shifted('GCJ-02', 'GCJ-02 (AMap, Tencent)'),
  shifted('BD-09', 'BD-09 (Baidu)'),
  ...ZONES.map((zone, i): Crs => {
    const name = `CGCS2000 / 3-degree Gauss-Kruger zone ${zone}`;
    return { id: `EPSG:${4513 + i}`, name, kind: 'gaussKruger', centralMeridian: 3 * zone, zonePrefix: true };
  }),
  ...ZONES.map((zone, i): Crs => {
    const name = `CGCS2000 / 3-degree Gauss-Kruger CM ${3 * zone}E`;
    return {
      id: `EPSG:${4534 + i}`,
      name,
      kind: 'gaussKruger',
      centralMeridian: 3 * zone,
      zonePrefix: false,
    };
  }),
];

const ALIASES: Record<string, string> = {
  WGS84: 'EPSG:4326',
  CRS84: 'EPSG:4326',
  CGCS2000: 'EPSG:4490',
  GCJ02: 'GCJ-02',
  BD09: 'BD-09',
  BD09LL: 'BD-09',
};

// First and last EPSG code, what they are, and the way out.
const KNOWN_BUT_REFUSED: readonly [
  first: number,
  last: number,
  code: string,
  what: string,
  advice: string,
][] = [
  [
    4491,
    4512,
    'sixDegreeZone',
    'CGCS2000 in 6-degree zones, made for maps of 1:25 000 and smaller',
    'Export the data in geographic CGCS2000 (EPSG:4490) or in 3-degree zones (EPSG:4513-4554).',
  ],
  ...(
    [
      [4610, 4610],
      [2327, 2390],
    ] as const
  ).map(([first, last]): [number, number, string, string, string] => [
    first,
    last,
    'xian80',
    "Xi'an 80, which reaches CGCS2000 only by local parameters (up to 100 m otherwise)",
    'Have the surveying office convert the data to CGCS2000 (EPSG:4490), or give its seven parameters.',
  ]),
  ...(
    [
      [4214, 4214],
      [2401, 2442],
      [21413, 21463],
    ] as const
  ).map(([first, last]): [number, number, string, string, string] => [
    first,
    last,
    'beijing54',
    'Beijing 54, which reaches CGCS2000 only by local parameters (up to 200 m otherwise)',
    'Have the surveying office convert the data to CGCS2000 (EPSG:4490), or give its seven parameters.',
  ]),
];

/**
 * Finds a system by id, by a common name (`GCJ02`, `CGCS2000`) or by URN
 * (`urn:ogc:def:crs:EPSG::4490`, `http://www.opengis.net/def/crs/EPSG/0/4490`).
 *
 * @returns the system, or a problem: `sixDegreeZone`, `xian80`, `beijing54` (known, refused with
 *   advice) or `unknownCrs`
 */
export function findCrs(declared: string): Imported<{ crs: Crs }> {
  const name = declared.trim().toUpperCase();
  const epsg = /EPSG[:/](?:[\d.]*[:/])?(\d{4,5})$/.exec(name)?.[1] ?? /^\d{4,5}$/.exec(name)?.[0];
  const bare = (name.split(':').at(-1) ?? name).replace(/[-_ ]/g, '');
  const id = epsg ? `EPSG:${epsg}` : (ALIASES[bare] ?? name);
  const crs = CRS_LIST.find((known) => known.id === id);
  if (crs) return { ok: true, crs };
  const number = Number(epsg);
  for (const [first, last, code, what, advice] of KNOWN_BUT_REFUSED) {
    if (number >= first && number <= last) {
      return refused({ path: 'crs', code, message: `${id} is ${what}. ${advice}` });
    }
  }
  const message = `The coordinate system ${JSON.stringify(declared.slice(0, 80))} is not known here.`;
  return refused({ path: 'crs', code: 'unknownCrs', message });
}
