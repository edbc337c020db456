import type { Access } from '#api/services/access/index.ts';
import type { BoundaryService } from '#api/services/boundaries.ts';
import type { ClosingService } from '#api/services/closings.ts';
import type { CodeLists } from '#api/services/codes.ts';
import type { ServiceContext } from '#api/services/context.ts';
import type { CoverageService } from '#api/services/coverage.ts';
import type { DivisionService } from '#api/services/divisions.ts';
import type { GapListService } from '#api/services/gapList.ts';
import type { HeatmapService } from '#api/services/heatmap.ts';
import type { HotspotService } from '#api/services/hotspots.ts';
import type { IssueImportService } from '#api/services/issueImports.ts';
import type { IssueFigures } from '#api/services/issues/figures.ts';
import type { IssueIntake } from '#api/services/issues/intake.ts';
import type { IssueReads } from '#api/services/issues/reads.ts';
import type { JobRegistry } from '#api/services/jobRegistry.ts';
import type { LedgerService } from '#api/services/ledger.ts';
import type { LiveHub } from '#api/services/live.ts';
import type { NetworkService } from '#api/services/network.ts';
import type { Place } from '#api/services/place.ts';
import type { RankingService } from '#api/services/ranking.ts';
import type { PriorityService } from '#api/services/reach/priority.ts';
import type { ReachService } from '#api/services/reach.ts';
import type { RegisterReads } from '#api/services/registerReads.ts';
import type { RegisterService } from '#api/services/registers.ts';
import type { ReportService } from '#api/services/reports.ts';
import type { SingleSignOn } from '#api/services/singleSignOn.ts';
import type { SitingService } from '#api/services/siting.ts';
import type { SupervisionDeliveries } from '#api/services/supervision/deliveries.ts';
import type { SupervisionIntake } from '#api/services/supervision/intake.ts';
import type { SupervisionReads } from '#api/services/supervision/reads.ts';
import type { SupervisionSettingsKeeper } from '#api/services/supervision/settings.ts';
import type { TileHandler } from '#api/services/tiles.ts';

/** Everything the routes ask. */
export interface Services {
  context: ServiceContext;
  access: Access;
  codes: CodeLists;
  coverage: CoverageService;
  gapList: GapListService;
  closings: ClosingService;
  issueFigures: IssueFigures;
  issueIntake: IssueIntake;
  issueReads: IssueReads;
  hotspots: HotspotService;
  heatmap: HeatmapService;
  /** The thread that statistics are worked on; it is ended with the server. */
  statistics: { close(): Promise<void> };
  issueImports: IssueImportService;
  ledger: LedgerService;
  /** The travel network. */
  network: NetworkService;
  priority: PriorityService;
  reach: ReachService;
  sitings: SitingService;
  ranking: RankingService;
  registers: RegisterService;
  registerReads: RegisterReads;
  boundaries: BoundaryService;
  divisions: DivisionService;
  jobs: JobRegistry;
  live: LiveHub;
  reports: ReportService;
  place: Place;
  /** null when none is configured. */
  singleSignOn: SingleSignOn | null;
  supervisionDeliveries: SupervisionDeliveries;
  supervisionIntake: SupervisionIntake;
  supervisionReads: SupervisionReads;
  supervisionSettings: SupervisionSettingsKeeper;
  tiles: TileHandler;
}
