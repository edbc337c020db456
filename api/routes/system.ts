import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from '#api/http.ts';
import type { Services } from '#api/services/index.ts';
import { basemap, type RegionName, regionAround } from '#geodata/basemap/index.ts';

const DOCS_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Guatu API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script></body></html>
`;
/** The page's own files, and the pictures they carry within them. */
const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
const DOCS_START = `window.ui = SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#ui', validatorUrl: null });\n`;

/** Bounds that no region of the basemap holds. */
const NOWHERE = [-180, -85, 180, 85] as const;

/** Liveness and readiness: asked of in front of everything that needs the store. */
export function healthRoutes(app: OpenAPIHono<Env>, { context }: Services): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const store = await context.store.ready();
    const tiles = store && (await context.store.treeState()).tiles !== null;
    return c.json(
      { status: store && tiles ? 'ready' : 'not ready', store, tiles },
      store && tiles ? 200 : 503,
    );
  });
}

/** The OpenAPI document with its page, and the built-in basemap. */
export function systemRoutes(app: OpenAPIHono<Env>, { context }: Services): void {
  app.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Guatu',
      version: '1',
      description:
        'Coverage, areas and records of grid-based governance. Errors are RFC 9457 problem documents; unknown parameters are refused.',
    },
  });
  const files = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  app.get('/api/docs', (c) => c.html(DOCS_PAGE, 200, { 'Content-Security-Policy': DOCS_POLICY }));
  app.get('/api/docs/start.js', (c) => c.body(DOCS_START, 200, { 'Content-Type': 'text/javascript' }));
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js'])
    app.get(`/api/docs/${name}`, serveStatic({ path: join(files, name) }));

  const bodies = new Map<RegionName | null, string>();
  // Which region is drawn hangs on the district that is loaded: asked again every time, sent again when it changes.
  app.get('/api/basemap.json', async (c) => {
    const { tree, bounds } = await context.store.treeState('newest');
    const district = tree.children(null)[0];
    const region = regionAround((district && bounds.get(district.code)) ?? NOWHERE);
    const body = bodies.get(region) ?? JSON.stringify(basemap(region));
    bodies.set(region, body);
    const headers = { 'Cache-Control': 'private, no-cache', ETag: `"${region ?? 'land'}-${body.length}"` };
    if (c.req.header('If-None-Match')?.replace('W/', '') === headers.ETag) return c.body(null, 304, headers);
    return c.body(body, 200, { ...headers, 'Content-Type': 'application/geo+json' });
  });
}
