import type { z } from 'zod';
import type { Problem } from '#api/contract/common.ts';
import { type Asked, read, takeEarly } from './asked.ts';
import { KEPT_HEADER } from './kept.ts';
import { firstPaint } from './state/afterPaint.ts';
import { heard } from './state/connection.ts';
import { refused } from './state/gate.ts';
import { type Query, withQuery } from './withQuery.ts';

type Checks = typeof import('./checks.ts');

/** What an answer is checked by: what whoever asks brings along, or one of those of the first screens. */
export type Check<T> = z.ZodType<T> | ((checks: Checks) => z.ZodType<T>);

let checks: Promise<Checks> | null = null;

/** What answers are checked by, and how they are checked at all. */
function fetchChecks(): Promise<Checks> {
  checks ??= import('./checks.ts').catch((error) => {
    checks = null;
    // It comes from where the answers come from.
    throw new ApiError(0, null, error);
  });
  return checks;
}

let unfit: () => void = () => {};

/**
 * Watches for answers that were shown before they could be checked and turn out to be none. Whoever asks again has
 * them checked first.
 */
export function watchUnfit(tell: () => void): void {
  unfit = tell;
}

/** The one error of the client: what the server said, or null when it could not be reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem | null;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;

  constructor(status: number, document: Problem | null, cause?: unknown) {
    super(document ? `${document.title}: ${document.detail}` : 'the server cannot be reached', { cause });
    this.status = status;
    this.problem = document;
  }
}

/** Whether an error means that the server is away, not that it refused. */
export function isAway(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || (error.status >= 502 && error.status <= 504));
}

/** How long an answer may take before the server counts as away. */
const TIMEOUT_MS = 20_000;
/** The same of photos that are on their way up. */
const FILES_TIMEOUT_MS = 120_000;

/** Asks for something. `no-store` is for what is about persons: neither browser nor worker keeps it. */
export function get<T>(
  check: Check<T>,
  path: string,
  query: Query,
  signal: AbortSignal,
  cache: RequestCache = 'no-cache',
): Promise<T> {
  return ask(check, withQuery(path, query), { cache, headers: { accept: 'application/json' } }, signal);
}

/** Sends something to be worked on, which may be called off. */
export function post<T>(check: Check<T>, path: string, sent: unknown, signal: AbortSignal): Promise<T> {
  return send('POST', check, path, sent, signal);
}

/** Sends something; null is no body. */
export function send<T>(
  method: 'POST' | 'PUT' | 'DELETE',
  check: Check<T>,
  path: string,
  sent: unknown = null,
  signal: AbortSignal = new AbortController().signal,
  more: Readonly<Record<string, string>> = {},
): Promise<T> {
  // What is sent has no query to name the language in: answers and files follow the page's.
  const headers = {
    accept: 'application/json',
    'accept-language': document.documentElement.lang,
    ...(sent === null ? {} : { 'content-type': 'application/json' }),
    ...more,
  };
  const body = sent === null ? {} : { body: JSON.stringify(sent) };
  return ask(check, path, { method, cache: 'no-store', headers, ...body }, signal);
}

/** Asks for work that goes on after its answer: how far it is, its job tells. */
export const LATER = { prefer: 'respond-async' };

/** Hands in a form with files; the browser writes its boundaries. They take longer than words. */
export function sendForm<T>(
  check: Check<T>,
  path: string,
  form: FormData,
  more: Readonly<Record<string, string>> = {},
): Promise<T> {
  const headers = { accept: 'application/json', 'accept-language': document.documentElement.lang, ...more };
  const init: RequestInit = { method: 'POST', cache: 'no-store', headers, body: form };
  return ask(check, path, init, new AbortController().signal, FILES_TIMEOUT_MS);
}

async function ask<T>(
  check: Check<T>,
  path: string,
  init: RequestInit,
  signal: AbortSignal,
  patience = TIMEOUT_MS,
): Promise<T> {
  const early = takeEarly(path, init);
  let asked: Asked;
  try {
    asked = await (early ??
      read(fetch(path, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) })));
  } catch (error) {
    throw new ApiError(0, null, error);
  }
  const { response, body } = asked;
  if (!response.ok) {
    const { problem } = await fetchChecks();
    const parsed = problem.safeParse(body);
    const told = parsed.success ? parsed.data : null;
    if (told) refused(told.type);
    throw new ApiError(response.status, told);
  }
  heard(response.headers.has(KEPT_HEADER));
  const checked = async (): Promise<T> => {
    const all = await fetchChecks();
    return (typeof check === 'function' ? check(all) : check).parse(body);
  };
  if (!early) return checked();
  // The first picture does not wait for what checks its answers.
  void firstPaint.then(checked).catch((error) => {
    if (!(error instanceof ApiError)) unfit();
  });
  return body as T;
}

export type TileJson = z.infer<Checks['tileJson']>;
export type Basemap = z.infer<Checks['basemap']>;

/** Which period, and as of which day it had been recorded: the running one and now when left out. */
type AtMoment = { period?: string; asOf?: string; lang: string };

/** Every question the web asks of the server, in the words of the contract. */
export const api = {
  session: (signal: AbortSignal) => get((all) => all.sessionAnswer, '/api/session', {}, signal),
  area: (code: string, lang: string, signal: AbortSignal) =>
    get((all) => all.areaDetail, `/api/areas/${encodeURIComponent(code)}`, { lang }, signal),
  zones: (tree: string, on: string, signal: AbortSignal) =>
    get((all) => all.zonesAnswer, '/api/areas/zones', { tree, on }, signal),
  /** Persons, masked: never kept by the browser. */
  responsible: (code: string, lang: string, signal: AbortSignal) =>
    get(
      (all) => all.responsibleAnswer,
      `/api/areas/${encodeURIComponent(code)}/responsible`,
      { lang },
      signal,
      'no-store',
    ),
  /** Areas of one level under another. */
  areasBelow: (parent: string, level: string, lang: string, cursor: string | null, signal: AbortSignal) =>
    get((all) => all.areasAnswer, '/api/areas', { parent, level, lang, limit: 1000, cursor }, signal),
  searchAreas: (q: string, lang: string, signal: AbortSignal) =>
    get((all) => all.areasAnswer, '/api/areas', { q, lang, limit: 20 }, signal),
  programmes: (lang: string, signal: AbortSignal) =>
    get((all) => all.programmesAnswer, '/api/programmes', { lang }, signal),
  coverage: (query: AtMoment & { duty: string; area: string }, signal: AbortSignal) =>
    get((all) => all.coverageAnswer, '/api/coverage', query, signal),
  ranking: (query: AtMoment & { duty: string; area: string }, signal: AbortSignal) =>
    get((all) => all.rankingAnswer, '/api/coverage/ranking', query, signal),
  summary: (query: AtMoment & { area: string }, signal: AbortSignal) =>
    get((all) => all.summaryAnswer, '/api/coverage/summary', query, signal),
  series: (
    query: { duty: string; area: string; from: string; to: string; asOf?: string; lang: string },
    signal: AbortSignal,
  ) => get((all) => all.seriesAnswer, '/api/coverage/series', query, signal),
  tiles: (signal: AbortSignal) => get((all) => all.tileJson, '/tiles/tiles.json', {}, signal),
  /** Null where the shapes were cut before there were sketches. */
  sketch: (path: string, signal: AbortSignal) =>
    get((all) => all.areaSketch.nullable(), path, {}, signal, 'default'),
  settings: (signal: AbortSignal) => get((all) => all.settingsAnswer, '/api/settings', {}, signal),
  basemap: (signal: AbortSignal) => get((all) => all.basemap, '/api/basemap.json', {}, signal),
};
