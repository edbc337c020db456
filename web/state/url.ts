import { parseDay } from '#geodata/duty/calendar.ts';
import { periodKindOf } from '#geodata/duty/period.ts';
import { GAP_TYPES, type GapType } from '#geodata/model.ts';

export const LANGS = ['zh-CN', 'en'] as const;
export type Lang = (typeof LANGS)[number];

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const LAYERS = ['coverage'] as const;
export type Layer = (typeof LAYERS)[number];

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
  /** The list of who has not been reached: shut, all, or one type of gap. */
  list: GapType | 'all' | null;
}

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
};

/** The value when it is one of those allowed, else the fallback: a mistyped link still opens. */
function oneOf<T extends string, F>(allowed: readonly T[], value: string | null, fallback: F): T | F {
  return allowed.find((candidate) => candidate === value) ?? fallback;
}

/** Reads the query of an address; what it does not understand counts as left out. */
export function parseUrl(search: string): UrlState {
  const params = new URLSearchParams(search);
  const period = params.get('period');
  const asOf = params.get('asOf');
  return {
    area: params.get('area') || null,
    period: period !== null && periodKindOf(period) !== null ? period : null,
    asOf: asOf !== null && parseDay(asOf) !== null ? asOf : null,
    compare: params.get('compare') === '1',
    duty: params.get('duty') || null,
    layer: oneOf(LAYERS, params.get('layer'), DEFAULTS.layer),
    lang: oneOf(LANGS, params.get('lang'), DEFAULTS.lang),
    theme: oneOf(THEMES, params.get('theme'), null),
    list: oneOf(['all', ...GAP_TYPES] as const, params.get('list'), null),
  };
}

/** Writes the query, leaving out what is as usual; empty when all is. The inverse of `parseUrl`. */
export function formatUrl(state: UrlState): string {
  const params = new URLSearchParams();
  for (const key of ['area', 'duty', 'period', 'layer', 'list', 'lang', 'theme'] as const) {
    const value = state[key];
    if (value !== null && value !== DEFAULTS[key]) params.set(key, value);
  }
  if (state.asOf !== null) params.set('asOf', state.asOf);
  if (state.compare) params.set('compare', '1');
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
