import { ExpirationPlugin } from 'workbox-expiration';
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  matchPrecache,
  type PrecacheEntry,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst, NetworkFirst } from 'workbox-strategies';
import { KEPT, KEPT_HEADER } from './kept.ts';

// The service worker: the shell is there without the network, and so is what was last seen of areas, shapes and
// figures. What the server marks `no-store` (persons) is never kept.

/** Files of the shell, put in by the build. */
declare const __SHELL__: PrecacheEntry[];

/** The part of a worker's global scope that is used here; its library clashes with the window's. */
interface WorkerScope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { matchAll(): Promise<unknown[]>; claim(): Promise<void> };
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'fetch' | 'activate' | 'message', listener: (event: WorkerEvent) => void): void;
}
interface WorkerEvent extends Event {
  readonly request: Request;
  readonly data: unknown;
  respondWith(answer: Promise<Response>): void;
  waitUntil(work: Promise<unknown>): void;
}
const scope = globalThis as unknown as WorkerScope;

const DAY = 86_400;
/** Paths of the server's own that are no screens of the app. */
const NOT_SCREENS = [/^\/(api|tiles|ogc|open311|healthz|readyz|metrics)(\/|$)/, /\.\w+$/];
/** What every screen begins with; apart from the figures, so that many of those do not push it out. */
const FRAME = /^\/(api\/(session|basemap\.json|issues\/categories|programmes(\/[^/]+)?)|tiles\/tiles\.json)$/;
/** Never ends: nothing of it can be kept. */
const STREAM = '/api/live';
/** Answers that wait longer than this are taken from what was kept, if it was. */
const PATIENCE_S = 3;
/** The headers differ by who asks and how; a device has one who asks. */
const matchOptions = { ignoreVary: true };

/** Who is signed in is kept by what they may do, not by name. */
async function nameless(response: Response): Promise<Response> {
  const answer = (await response.json()) as { user: object };
  const kept = { ...answer, user: { ...answer.user, name: '', displayName: '' } };
  const headers = new Headers(response.headers);
  headers.delete('Content-Length');
  return new Response(JSON.stringify(kept), { status: response.status, headers });
}

/** What stands between may answer in the server's place, or cut it short: that is not kept over what was good. */
async function isWhole(response: Response): Promise<boolean> {
  if (!new URL(response.url).pathname.startsWith('/api/')) return true;
  const type = response.headers.get('Content-Type') ?? '';
  if (!/json/.test(type)) return !/^text\/html/.test(type);
  return response
    .clone()
    .json()
    .then(
      () => true,
      () => false,
    );
}

/** Keeps good answers that may be kept, and marks them when they are handed out again. */
const keeping = {
  cacheWillUpdate: async ({ request, response }: { request: Request; response: Response }) => {
    if (!response.ok) return null;
    if (!(await isWhole(response))) return null;
    // No screen can begin without it; what may not be kept of it is left out.
    if (new URL(request.url).pathname === '/api/session') return nameless(response);
    return /no-store/i.test(response.headers.get('Cache-Control') ?? 'no-store') ? null : response;
  },
  cachedResponseWillBeUsed: async ({ cachedResponse }: { cachedResponse?: Response }) => {
    if (!cachedResponse) return null;
    const headers = new Headers(cachedResponse.headers);
    headers.set(KEPT_HEADER, '1');
    return new Response(cachedResponse.body, { status: cachedResponse.status, headers });
  },
};

type Plugins = NonNullable<NonNullable<ConstructorParameters<typeof NetworkFirst>[0]>['plugins']>;
/** Least recently used first, and whatever is too old; everything when the device runs full. */
const bounds = (maxEntries: number, maxAgeSeconds: number) =>
  new ExpirationPlugin({
    maxEntries,
    maxAgeSeconds,
    matchOptions,
    purgeOnQuotaError: true,
  }) as Plugins[number];

const figures = (cacheName: string, maxEntries: number) =>
  new NetworkFirst({
    cacheName,
    networkTimeoutSeconds: PATIENCE_S,
    matchOptions,
    plugins: [keeping, bounds(maxEntries, 7 * DAY)],
  });
const bounded = (cacheName: string, maxEntries: number, maxAgeSeconds: number) =>
  new CacheFirst({
    cacheName,
    matchOptions,
    plugins: [{ cacheWillUpdate: keeping.cacheWillUpdate }, bounds(maxEntries, maxAgeSeconds)],
  });

/** The blank page between two versions. */
const TURNOVER =
  '<!doctype html><meta name="color-scheme" content="light dark"><link rel="icon" href="/icon.svg">';

// A new version waits until it is alone with the page that is being opened anew: then it takes over, and that
// page comes from it whole. Pages that run keep the version they began with. Before the router's own listener.
scope.addEventListener('fetch', (event) => {
  if (event.request.mode !== 'navigate' || !scope.registration.waiting) return;
  event.respondWith(
    (async () => {
      const alone = (await scope.clients.matchAll()).length < 2;
      if (!alone) return (await matchPrecache('/index.html')) ?? fetch(event.request);
      scope.registration.waiting?.postMessage('take over');
      return new Response(TURNOVER, { headers: { 'Content-Type': 'text/html', Refresh: '0' } });
    })(),
  );
});
scope.addEventListener('message', (event) => {
  if (event.data === 'take over') event.waitUntil(scope.skipWaiting());
});
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));

cleanupOutdatedCaches();
precacheAndRoute(__SHELL__);
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: NOT_SCREENS }));

const own = (url: URL) => url.origin === scope.location.origin;
registerRoute(
  ({ url, request }) => own(url) && FRAME.test(url.pathname) && request.cache !== 'no-store',
  figures(KEPT.frame, 40),
);
registerRoute(
  // What asks not to be stored is about persons: the worker does not even look at it.
  ({ url, request }) =>
    own(url) && url.pathname.startsWith('/api/') && url.pathname !== STREAM && request.cache !== 'no-store',
  figures(KEPT.figures, 60),
);
// Shapes and files carry their version in their address.
registerRoute(
  ({ url }) => own(url) && url.pathname.startsWith('/tiles/'),
  bounded(KEPT.shapes, 600, 30 * DAY),
);
registerRoute(({ url }) => own(url) && url.pathname.startsWith('/assets/'), bounded('files', 120, 90 * DAY));
