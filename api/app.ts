import { BlockList } from 'node:net';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { OpenAPIHono } from '@hono/zod-openapi';
import { compress } from 'hono/compress';
import { type AccessConfig, readAccessConfig } from '#api/accessConfig.ts';
import { clientOf, tokenIn } from '#api/client.ts';
import { gate, incomingOf } from '#api/gate.ts';
import { answerErrors, ask, type Env, refuseInvalid } from '#api/http.ts';
import { threadJobs } from '#api/jobs/run.ts';
import { StatisticsThread } from '#api/jobs/statistics/thread.ts';
import type { OidcConfig } from '#api/oidcConfig.ts';
import { accountRoutes } from '#api/routes/accounts.ts';
import { areaRoutes } from '#api/routes/areas.ts';
import { auditRoutes } from '#api/routes/audit.ts';
import { codeRoutes } from '#api/routes/codes.ts';
import { coverageRoutes } from '#api/routes/coverage.ts';
import { displayTokenRoutes } from '#api/routes/displayTokens.ts';
import { divisionRoutes } from '#api/routes/divisions.ts';
import { heatmapRoutes } from '#api/routes/heatmap.ts';
import { hotspotRoutes } from '#api/routes/hotspots.ts';
import { importRoutes } from '#api/routes/imports.ts';
import { issueCategoryRoutes } from '#api/routes/issueCategories.ts';
import { issueFigureRoutes } from '#api/routes/issueFigures.ts';
import { issuePhotoRoutes } from '#api/routes/issuePhotos.ts';
import { issueRoutes } from '#api/routes/issues.ts';
import { jobRoutes } from '#api/routes/jobs.ts';
import { liveRoutes } from '#api/routes/live.ts';
import { presetRoutes } from '#api/routes/presets.ts';
import { programmeRoutes } from '#api/routes/programmes.ts';
import { reachRoutes } from '#api/routes/reach.ts';
import { recordRoutes } from '#api/routes/records.ts';
import { registerReadRoutes } from '#api/routes/registerReads.ts';
import { reportRoutes } from '#api/routes/reports.ts';
import { servicePointRoutes } from '#api/routes/servicePoints.ts';
import { sessionRoutes, signInExternal } from '#api/routes/sessions.ts';
import { readMapSettings, settingsRoutes } from '#api/routes/settings.ts';
import { singleSignOnRoutes } from '#api/routes/singleSignOn.ts';
import { sitingRoutes } from '#api/routes/siting.ts';
import { supervisionRoutes } from '#api/routes/supervision.ts';
import { healthRoutes, systemRoutes } from '#api/routes/system.ts';
import { tileRoutes } from '#api/routes/tiles.ts';
import { travelNetworkRoutes } from '#api/routes/travelNetwork.ts';
import { unmaskRoutes } from '#api/routes/unmask.ts';
import { userRoutes } from '#api/routes/users.ts';
import { Access } from '#api/services/access/index.ts';
import type { Principal } from '#api/services/access/principal.ts';
import { Vault } from '#api/services/access/vault.ts';
import { seenFrom } from '#api/services/areas.ts';
import { BoundaryService } from '#api/services/boundaries.ts';
import { ClosingService } from '#api/services/closings.ts';
import { CodeLists } from '#api/services/codes.ts';
import { CoverageService } from '#api/services/coverage.ts';
import { DivisionService } from '#api/services/divisions.ts';
import { GapListService } from '#api/services/gapList.ts';
import { HeatmapService } from '#api/services/heatmap.ts';
import { HotspotService } from '#api/services/hotspots.ts';
import type { Services } from '#api/services/index.ts';
import { IssueImportService } from '#api/services/issueImports.ts';
import { IssueFigures } from '#api/services/issues/figures.ts';
import { IssueIntake } from '#api/services/issues/intake.ts';
import { IssueReads } from '#api/services/issues/reads.ts';
import { JobRegistry } from '#api/services/jobRegistry.ts';
import { LedgerService } from '#api/services/ledger.ts';
import { LiveHub } from '#api/services/live.ts';
import { NetworkService } from '#api/services/network.ts';
import { Place } from '#api/services/place.ts';
import { RankingService } from '#api/services/ranking.ts';
import { PriorityService } from '#api/services/reach/priority.ts';
import { Reckoning } from '#api/services/reach/reckoning.ts';
import { Travels } from '#api/services/reach/travels.ts';
import { ReachService } from '#api/services/reach.ts';
import { RegisterReads } from '#api/services/registerReads.ts';
import { RegisterService } from '#api/services/registers.ts';
import { ReportService } from '#api/services/reports.ts';
import { ServicePointIntake } from '#api/services/servicePoints/intake.ts';
import { ServicePointReads } from '#api/services/servicePoints/reads.ts';
import { ServiceSettingsKeeper } from '#api/services/servicePoints/settings.ts';
import { originsOf } from '#api/services/settings.ts';
import { SingleSignOn } from '#api/services/singleSignOn.ts';
import { SitingStops } from '#api/services/siting/stops.ts';
import { SitingService } from '#api/services/siting.ts';
import { SupervisionDeliveries } from '#api/services/supervision/deliveries.ts';
import { SupervisionIntake } from '#api/services/supervision/intake.ts';
import { SupervisionReads } from '#api/services/supervision/reads.ts';
import { SupervisionSettingsKeeper } from '#api/services/supervision/settings.ts';
import { TileHandler } from '#api/services/tiles.ts';
import { openAccessStore } from '#api/store/sqlite/access.ts';
import { openArchive } from '#api/store/sqlite/tileArchive.ts';
import type { Store } from '#api/store/store.ts';
import { civilDayIn } from '#geodata/duty/calendar.ts';

export interface AppParts {
  store: Store;
  access: Access;
  /** Who holds a session's token; `access.identify` when left out. Tests put somebody in. */
  identify?: (token: string | null) => Principal | null;
  /** Proxies whose word on the client's address and on TLS counts. @default none */
  proxies?: BlockList;
  /** Origins of other pages that may show Guatu in a frame. @default none */
  frameAncestors?: readonly string[];
  /** Milliseconds since 1970 UTC. */
  now: () => number;
  timezone: string;
  dataDir: string;
  /** Folder of the built web app; null serves the interface alone. */
  webDir: string | null;
  log: (message: string) => void;
  /** Single sign-on; none when left out. */
  oidc?: OidcConfig | null;
}

/** Paths that belong to the interface; everything else is a screen of the web app. */
const INTERFACE = /^\/(api|tiles|ogc|open311|healthz|readyz|metrics)(\/|$)/;
/** Answers worth compressing: the wall's columns are, visits' outcomes stream as they are. */
const COMPRESSED = /^application\/(json|problem\+json|geo\+json|vnd\.apache\.arrow\.stream)/;
/**
 * Headers of the web app. MapLibre makes its images from blobs; everything else comes from the same origin as
 * files, but for the pictures of a base map that an administrator has set.
 */
function securityOf(
  mapOrigins: readonly string[],
  frameAncestors: readonly string[],
): Record<string, string> {
  // Our own pages may: the preview of a display stands in the screen that sets it up.
  const frames = ["'self'", ...frameAncestors].join(' ');
  const pictures = mapOrigins.map((origin) => ` ${origin}`).join('');
  return {
    'Content-Security-Policy': `default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:${pictures}; worker-src 'self' blob:; connect-src 'self'${pictures}; font-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors ${frames}; form-action 'self'`,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(self), geolocation=(self), microphone=(), payment=(), usb=()',
    'Referrer-Policy': 'same-origin',
  };
}

/** Composes the services over explicit parts; tests make their own. */
export function createServices(parts: AppParts): Services {
  const { store, access, now, timezone, proxies = new BlockList() } = parts;
  const identify = identifierOf(parts);
  const context = { store, now, timezone, dayOf: civilDayIn(timezone), jobs: threadJobs };
  const tileDir = join(parts.dataDir, 'tiles');
  const place = new Place(store);
  const boundaries = new BoundaryService(context, parts.dataDir);
  const jobs = new JobRegistry({ now, timezone, log: parts.log });
  const coverage = new CoverageService(context);
  const gapList = new GapListService(context);
  const statistics = new StatisticsThread();
  const serviceSettings = new ServiceSettingsKeeper(store);
  const servicePointIntake = new ServicePointIntake(context, place, serviceSettings);
  const servicePointReads = new ServicePointReads(context, serviceSettings);
  const travels = new Travels(store.services);
  const reachParts = {
    ...{ context, statistics, services: store.services },
    settings: () => serviceSettings.read(),
  };
  const reckoning = new Reckoning(reachParts, travels);
  const reach = new ReachService(reachParts, reckoning);
  const sitings = new SitingService(reachParts, reckoning, jobs, place);
  const supervisionSettings = new SupervisionSettingsKeeper(store, access.vault);
  return {
    context,
    access,
    codes: new CodeLists(),
    coverage,
    gapList,
    closings: new ClosingService(context),
    issueFigures: new IssueFigures(context),
    issueImports: new IssueImportService(context, place, parts.dataDir),
    issueIntake: new IssueIntake(context, place),
    issueReads: new IssueReads(context),
    ledger: new LedgerService(context, place),
    hotspots: new HotspotService(context, statistics),
    heatmap: new HeatmapService(context, statistics),
    statistics,
    network: new NetworkService(context, travels, parts.dataDir),
    priority: new PriorityService(reachParts, reckoning),
    reach,
    sitings,
    sitingStops: new SitingStops(context, sitings, {
      detail: (asking, id) => servicePointReads.detail(asking, id, undefined),
      put: async ({ scope }, record) => (await servicePointIntake.put(scope, [{ line: 1, record }]))[0]!,
    }),
    ranking: new RankingService(context),
    registers: new RegisterService(context),
    registerReads: new RegisterReads(context),
    boundaries,
    divisions: new DivisionService(context, boundaries, jobs),
    jobs,
    live: new LiveHub(store),
    reports: new ReportService(
      context,
      { running: jobs, coverage, gapList, reach, sitings },
      join(parts.dataDir, 'reports'),
    ),
    place,
    servicePointIntake,
    servicePointReads,
    serviceSettings,
    singleSignOn: parts.oidc ? new SingleSignOn(parts.oidc, { now }) : null,
    supervisionDeliveries: new SupervisionDeliveries({
      ...{ store, now, timezone, log: parts.log },
      settings: supervisionSettings,
    }),
    supervisionIntake: new SupervisionIntake(context, supervisionSettings),
    supervisionReads: new SupervisionReads(context),
    supervisionSettings,
    tiles: new TileHandler(
      (version) => openArchive(tileDir, version),
      (request) => {
        const { https } = clientOf(request, proxies);
        const principal = identify(tokenIn(request.headers.cookie, https));
        return principal !== null && principal.who.passwordDue === null && principal.permissions.has('read');
      },
    ),
  };
}

/** Accounts, sessions and audit in a data folder, made when there are none. */
export function openAccess(dataDir: string, now: () => number, config: Partial<AccessConfig> = {}): Access {
  const { limits, rules } = { ...readAccessConfig({}), ...config };
  const store = openAccessStore(join(dataDir, 'accounts.sqlite'));
  return new Access({ store, vault: Vault.open(join(dataDir, 'accounts.key')), now, limits, rules });
}

const identifierOf = ({ access, identify }: AppParts): NonNullable<AppParts['identify']> =>
  identify ?? ((token) => (token === null ? null : access.identify(token)));

/** The HTTP interface and the web app on one origin. */
export function createApp(parts: AppParts, services: Services = createServices(parts)) {
  const { access, proxies = new BlockList(), frameAncestors = [] } = parts;
  const app = new OpenAPIHono<Env>({ defaultHook: refuseInvalid });
  answerErrors(app, (requestId, error) =>
    parts.log(`${requestId} ${(error as Error).stack ?? String(error)}`),
  );
  app.use('*', async (c, next) => {
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
    if (clientOf(incomingOf(c), proxies).https)
      c.header('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
  });
  healthRoutes(app, services);
  const guard = gate({
    identify: identifierOf(parts),
    proxies,
    audit: (entry) => access.audit.record(entry),
  });
  const asking = ask(services.context, async (principal) => {
    if (!principal) return { codes: [], whole: false };
    const { tree } = await parts.store.treeState();
    const roots = tree.children(null).map((area) => area.code);
    const codes = seenFrom(tree, principal.areas);
    const whole =
      principal.areas.includes('*') || (roots.length > 0 && roots.every((code) => codes.includes(code)));
    return { codes, whole };
  });
  // The web app's own files hold nothing of the ledger: whoever reaches the server may have them.
  app.use('*', (c, next) =>
    INTERFACE.test(c.req.path) ? guard(c, () => asking(c, next).then(() => {})) : next(),
  );
  app.use('/api/*', compress({ contentTypeFilter: COMPRESSED }));
  systemRoutes(app, services);
  const part = () => new OpenAPIHono<Env>({ defaultHook: refuseInvalid });
  const routes = app
    .route('/', sessionRoutes(part(), services))
    .route(
      '/',
      singleSignOnRoutes(part(), {
        singleSignOn: services.singleSignOn,
        signIn: (external, c) => signInExternal(c, access, external),
        log: parts.log,
      }),
    )
    .route('/', accountRoutes(part(), services))
    .route('/', userRoutes(part(), services))
    .route('/', displayTokenRoutes(part(), services))
    .route('/', auditRoutes(part(), services))
    .route('/', unmaskRoutes(part(), services))
    .route('/', areaRoutes(part(), services))
    .route('/', codeRoutes(part(), services))
    .route('/', coverageRoutes(part(), services))
    .route('/', hotspotRoutes(part(), services))
    .route('/', heatmapRoutes(part(), services))
    // in front of the routes of one service point, whose ids their last parts would be
    .route('/', reachRoutes(part(), services))
    .route('/', sitingRoutes(part(), services))
    .route('/', travelNetworkRoutes(part(), services))
    // in front of the routes of one issue, whose ids their last parts would be
    .route('/', issueFigureRoutes(part(), services))
    .route('/', issueCategoryRoutes(part(), services))
    .route('/', issueRoutes(part(), services))
    .route('/', issuePhotoRoutes(part(), services))
    .route('/', presetRoutes(part(), services))
    .route('/', programmeRoutes(part(), services))
    // in front of the registers, whose names its path would be
    .route('/', servicePointRoutes(part(), services))
    .route('/', recordRoutes(part(), services))
    .route('/', registerReadRoutes(part(), services))
    .route('/', settingsRoutes(part(), services))
    .route('/', supervisionRoutes(part(), services))
    .route('/', importRoutes(part(), services))
    .route('/', divisionRoutes(part(), services))
    .route('/', jobRoutes(part(), services))
    .route('/', liveRoutes(part(), services))
    .route('/', reportRoutes(part(), services))
    .route('/', tileRoutes(part(), services));
  if (parts.webDir)
    serveWeb(app, parts.webDir, async (isPage) =>
      securityOf(isPage ? originsOf((await readMapSettings(parts.store)).baseMap) : [], frameAncestors),
    );
  return routes;
}

/** Type of the interface for a typed client. */
export type AppType = ReturnType<typeof createApp>;

function serveWeb(
  app: OpenAPIHono<Env>,
  webDir: string,
  security: (isPage: boolean) => Promise<Record<string, string>>,
): void {
  app.use('*', async (c, next) => {
    await next();
    if (INTERFACE.test(c.req.path)) return;
    // The base map's origins matter to a document alone; the worker is bound by what comes with its own file.
    const isPage = c.res.headers.get('Content-Type')?.startsWith('text/html') ?? false;
    for (const [name, value] of Object.entries(await security(isPage))) c.header(name, value);
    c.header(
      'Cache-Control',
      c.req.path.startsWith('/assets/') && c.res.status === 200
        ? 'public, max-age=31536000, immutable'
        : 'no-cache',
    );
  });
  app.get('/assets/*', serveStatic({ root: webDir, precompressed: true }));
  app.get('*', async (c, next) =>
    INTERFACE.test(c.req.path) ? next() : serveStatic({ root: webDir, precompressed: true })(c, next),
  );
  // A screen's own address: the app reads it. A file that is missing stays missing.
  app.get('*', async (c, next) =>
    INTERFACE.test(c.req.path) || /\.\w+$/.test(c.req.path)
      ? next()
      : serveStatic({ path: join(webDir, 'index.html'), precompressed: true })(c, next),
  );
}
