import { parseDay } from '#geodata/duty/calendar.ts';
import { periodKindOf } from '#geodata/duty/period.ts';
import { ISSUE_SOURCES, type IssueSource } from '#geodata/issue/events.ts';
import { GAP_TYPES, type GapType } from '#geodata/model.ts';
import { type Box, readBox, writeBox } from './box.ts';
import { readSpots, type Spots, USUAL_SPOTS, writeSpots } from './spots.ts';

export const LANGS = ['zh-CN', 'en'] as const;
export type Lang = (typeof LANGS)[number];

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const LAYERS = ['coverage', 'issues', 'services'] as const;
export type Layer = (typeof LAYERS)[number];

/** How issues are shown on the map: counts by area, heat, columns, each at its place, and what statistics find. */
export const ISSUE_SHOWS = [
  'counts',
  'heat',
  'columns',
  'points',
  'hotspots',
  'emerging',
  'silence',
] as const;
export type IssueShow = (typeof ISSUE_SHOWS)[number];

/** Which issues the ledger lists; null where it is shut. */
export const LEDGERS = ['all', 'open', 'overdue', 'settled', 'unlocated'] as const;
export type Ledger = (typeof LEDGERS)[number];

/** How services are shown on the map: each at its place, whom they reach, how far it is, and how much there is. */
export const REACH_SHOWS = ['points', 'reach', 'bands', 'score'] as const;
export type ReachShow = (typeof REACH_SHOWS)[number];

/** Which list of services is open: the points, the places out of reach, or the priority list. */
export const SERVICE_TABLES = ['points', 'far', 'priority'] as const;
export type ServiceTable = (typeof SERVICE_TABLES)[number];

/** Bounds of a threshold in metres, as the interface has them. */
export const METRES = { least: 50, most: 100_000 } as const;

/** Stands in the place of the id of a siting for one that has not been run. */
export const NEW_SITING = 'new';

export const GAP_SORTS = ['worst', 'days', 'area', 'officer'] as const;
export type GapSort = (typeof GAP_SORTS)[number];

/** Stands in the place of an officer for "nobody". */
export const NOBODY = 'nobody';

/** What can be shared by copying the address. Null means "the usual one". */
export interface UrlState {
  /** Code of the area in view; null is the top of what may be seen. */
  area: string | null;
  /** Written period; null is the running one. */
  period: string | null;
  /** Civil day as of which everything is shown, as it had been recorded by then; null is now. */
  asOf: string | null;
  /** Whether all is set beside the same part of the period before. */
  compare: boolean;
  duty: string | null;
  layer: Layer;
  lang: Lang;
  /** Null follows the system. */
  theme: Theme | null;
  /** The list of who has not been reached: shut, all, or some types of gap. The rest narrows and orders it. */
  list: 'all' | readonly GapType[] | null;
  /** Any of these tags; empty for all. */
  tags: readonly string[];
  /** Who answers, or `NOBODY`; null for all. */
  officer: string | null;
  sort: GapSort;
  /** Id of the officer whose list it is, on the screen of the one who calls; there no list is open. */
  caller: string | null;
  /** Order of that list: null is worst first. */
  order: 'near' | null;
  show: IssueShow;
  /** Category and source that issues are narrowed to; null for all. */
  category: string | null;
  source: IssueSource | null;
  ledger: Ledger | null;
  /** The hexagon that the ledger is narrowed to, by its index. */
  cell: string | null;
  /** The stretch of the map that everything about issues is narrowed to; null for all. */
  bbox: Box | null;
  spots: Spots;
  /** Id of the issue that is open. */
  issue: string | null;
  /** Whether the supervised items 督办 of the area are listed. */
  supervise: boolean;
  reach: ReachShow;
  /** Kinds of service points, comma separated; null for all. */
  kinds: string | null;
  /** Whose reach is asked for; null for the usual demand. */
  demand: string | null;
  /** Metres of one threshold for all; null for each place's own. */
  within: number | null;
  /** Civil minute of the clock of services, `2026-11-20T14:30`; null is now. */
  at: string | null;
  /** Id of the service point that is open. */
  point: string | null;
  table: ServiceTable | null;
  /** Weights of gap, reach and issues in the priority list, `5,5,5`; null where all are equal. */
  ranks: string | null;
  /** Id of the siting in view, or `NEW_SITING`; null where the workspace is shut. */
  siting: string | null;
}

/** The list with nothing left out. */
export const WHOLE_LIST = { list: 'all', tags: [], officer: null } as const satisfies Partial<UrlState>;

export const DEFAULTS: UrlState = {
  area: null,
  period: null,
  asOf: null,
  compare: false,
  duty: null,
  layer: 'coverage',
  lang: 'zh-CN',
  theme: null,
  list: null,
  tags: [],
  officer: null,
  sort: 'worst',
  caller: null,
  order: null,
  show: 'counts',
  category: null,
  source: null,
  ledger: null,
  cell: null,
  bbox: null,
  spots: USUAL_SPOTS,
  issue: null,
  supervise: false,
  reach: 'points',
  kinds: null,
  demand: null,
  within: null,
  at: null,
  point: null,
  table: null,
  ranks: null,
  siting: null,
};

/** The value when it is one of those allowed, else the fallback: a mistyped link still opens. */
function oneOf<T extends string, F>(allowed: readonly T[], value: string | null, fallback: F): T | F {
  return allowed.find((candidate) => candidate === value) ?? fallback;
}

/** Reads the query of an address; what it does not understand counts as left out. */
export function parseUrl(search: string): UrlState {
  const params = new URLSearchParams(search);
  const period = params.get('period');
  const list = listOf(params.get('list'));
  const officer = params.get('officer') || null;
  const asOf = params.get('asOf');
  const layer = oneOf(LAYERS, params.get('layer'), DEFAULTS.layer);
  const ledger = oneOf(LEDGERS, params.get('ledger'), null);
  return {
    area: params.get('area') || null,
    period: period !== null && periodKindOf(period) !== null ? period : null,
    asOf: asOf !== null && parseDay(asOf) !== null ? asOf : null,
    compare: params.get('compare') === '1',
    duty: params.get('duty') || null,
    layer,
    lang: oneOf(LANGS, params.get('lang'), DEFAULTS.lang),
    theme: oneOf(THEMES, params.get('theme'), null),
    list,
    // Filters of a list that is shut are of no use.
    tags: list === null ? [] : [...new Set(params.getAll('tag').filter((tag) => tag !== ''))],
    // One name in the address: beside an open list the one who answers, else the one who calls.
    officer: list === null ? null : officer,
    caller: list === null ? officer : null,
    sort: list === null ? DEFAULTS.sort : oneOf(GAP_SORTS, params.get('sort'), DEFAULTS.sort),
    order: oneOf(['near'] as const, params.get('order'), null),
    show: oneOf(ISSUE_SHOWS, params.get('show'), DEFAULTS.show),
    category: params.get('category') || null,
    source: oneOf(ISSUE_SOURCES, params.get('source'), null),
    ledger,
    cell: ledger === null ? null : params.get('cell') || null,
    bbox: layer === 'issues' ? readBox(params.get('bbox')) : null,
    spots: readSpots(params),
    issue: params.get('issue') || null,
    supervise: params.get('supervise') === '1',
    reach: oneOf(REACH_SHOWS, params.get('reach'), DEFAULTS.reach),
    kinds: written(params.get('kinds'), /^[\w.:-]+(,[\w.:-]+)*$/),
    demand: params.get('demand') || null,
    within: metresOf(params.get('within')),
    at: minuteOf(params.get('at')),
    point: params.get('point') || null,
    table: oneOf(SERVICE_TABLES, params.get('table'), null),
    ranks: written(params.get('ranks'), /^(\d|10),(\d|10),(\d|10)$/),
    siting: params.get('siting') || null,
  };
}

const written = (text: string | null, form: RegExp): string | null =>
  text !== null && form.test(text) ? text : null;

function metresOf(text: string | null): number | null {
  const metres = Number(text);
  return Number.isInteger(metres) && metres >= METRES.least && metres <= METRES.most ? metres : null;
}

function minuteOf(text: string | null): string | null {
  const minute = written(text, /^.{10}T([01]\d|2[0-3]):[0-5]\d$/);
  return minute !== null && parseDay(minute.slice(0, 10)) !== null ? minute : null;
}

/** Types in the order of the model, each once; a list of none is no list. */
function listOf(text: string | null): UrlState['list'] {
  if (text === 'all') return 'all';
  const asked = text?.split(',') ?? [];
  const types = GAP_TYPES.filter((type) => asked.includes(type));
  return types.length === 0 ? null : types;
}

/** Writes the query, leaving out what is as usual; empty when all is. The inverse of `parseUrl`. */
export function formatUrl(state: UrlState): string {
  const params = new URLSearchParams();
  for (const key of [
    'area',
    'duty',
    'period',
    'layer',
    'list',
    'officer',
    'sort',
    'order',
    'show',
    'category',
    'source',
    'ledger',
    'issue',
    'reach',
    'kinds',
    'demand',
    'within',
    'at',
    'point',
    'table',
    'ranks',
    'siting',
    'lang',
    'theme',
  ] as const) {
    const value = key === 'officer' && state.list === null ? state.caller : state[key];
    const ofList = key === 'sort';
    if (value === null || value === DEFAULTS[key] || (ofList && state.list === null)) continue;
    params.set(key, String(value));
    if (key === 'list') for (const tag of state.tags) params.append('tag', tag);
  }
  if (state.asOf !== null) params.set('asOf', state.asOf);
  if (state.compare) params.set('compare', '1');
  if (state.ledger !== null && state.cell !== null) params.set('cell', state.cell);
  if (state.layer === 'issues' && state.bbox !== null) params.set('bbox', writeBox(state.bbox));
  writeSpots(state.spots, params);
  if (state.supervise) params.set('supervise', '1');
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
