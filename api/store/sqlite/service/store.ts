import type { Database, Statement } from 'better-sqlite3';
import type {
  DemandColumns,
  KeptNetwork,
  KeptSiting,
  ServicePointRecord,
  ServicePointsQuestion,
  ServicePointWrite,
  ServiceSession,
  ServiceSessionWrite,
  ServiceStore,
} from '#api/store/serviceStore.ts';
import { asUnavailable } from '#api/store/sqlite/connection.ts';
import { IssuePlaces } from '#api/store/sqlite/issue/places.ts';
import { SERVICES } from '#api/store/sqlite/service/kept.ts';
import type { StoreThread } from '#api/store/sqlite/thread.ts';
import type { Commit, Scope, WriteResult } from '#api/store/store.ts';
import type { AreaNodes } from '#geodata/duty/places.ts';
import type { Day, SubjectType } from '#geodata/model.ts';
import type { ServiceSettings } from '#geodata/service/types.ts';

/** At most so many records are written together. */
const MOST = 5000;

/** What the store of services shares with the rest of the ledger. */
interface Shared {
  /** A read-only connection, for point reads. */
  db: Database;
  /** The thread for scans, and the one that writes. */
  ask: StoreThread['call'];
  write: StoreThread['call'];
  today: () => Day;
}

/** What tells one state of the points from another. */
export const SERVICE_STATE = `SELECT (SELECT max(seq) FROM service_point),
  (SELECT max(endSeq) FROM service_point WHERE endSeq IS NOT NULL), (SELECT max(version) FROM tree_version)`;
/** What tells one state of the subjects from another; each commit that changes one begins or ends a version. */
export const DEMAND_STATE = `SELECT
  (SELECT max(seq) FROM register_version INDEXED BY subject_by_seq WHERE kind = 'subject'),
  (SELECT max(endSeq) FROM register_version INDEXED BY subject_by_end
   WHERE kind = 'subject' AND endSeq IS NOT NULL)`;
/** Sessions of points in some days, the last of each opening. */
export const SESSIONS = `SELECT id, point, stop, day, served, max(seq * 10000 + n) AS place, seq
  FROM service_session WHERE point IN (SELECT value FROM json_each(@points)) AND day BETWEEN @from AND @to
  GROUP BY point, day, stop ORDER BY point, day, stop`;
export const SITINGS = `SELECT id, area, at, by, state, input, result, failure FROM siting
  WHERE area IN (SELECT value FROM json_each(@areas)) AND (at, id) < (@at, @id) ORDER BY at DESC, id DESC LIMIT @limit`;

/**
 * The services of the ledger. A district has some hundreds of points, a province thousands: they are read whole when
 * one has changed, by the thread for scans, and held here.
 */
export class SqliteServices implements ServiceStore {
  readonly #shared: Shared;
  readonly #places: IssuePlaces;
  readonly #state: Statement;
  readonly #demandState: Statement;
  readonly #sessions: Statement;
  readonly #network: Statement;
  readonly #siting: Statement;
  readonly #sitings: Statement;
  readonly #settings: Statement;
  #held: { key: string; records: Promise<ServicePointRecord[]> } | null = null;

  constructor(shared: Shared) {
    const { db } = shared;
    this.#shared = shared;
    this.#places = new IssuePlaces(db);
    this.#state = db.prepare(SERVICE_STATE).raw();
    this.#demandState = db.prepare(DEMAND_STATE).raw();
    this.#sessions = db.prepare(SESSIONS);
    this.#network = db.prepare('SELECT kept, edges FROM travel_network');
    this.#siting = db.prepare(
      'SELECT id, area, at, by, state, input, result, failure FROM siting WHERE id = ?',
    );
    this.#sitings = db.prepare(SITINGS);
    this.#settings = db.prepare('SELECT value FROM setting WHERE key = ?').pluck();
  }

  writeServicePoints(rows: readonly ServicePointWrite[]): Promise<WriteResult[]> {
    if (rows.length > MOST) throw new RangeError(`at most ${MOST} service points at once`);
    return this.#shared.write('writeServicePoints', rows);
  }

  endServicePoint(scope: Scope, id: string, lastDay: Day): Promise<WriteResult> {
    return this.#shared.write('endServicePoint', scope, id, lastDay);
  }

  async servicePoints(
    { codes }: Scope,
    { area, on, to = on, id }: ServicePointsQuestion,
  ): Promise<ServicePointRecord[] | null> {
    const nodes = this.#read(() => this.#places.trees(null).on(this.#shared.today()));
    const seen = below(nodes, codes);
    if (area !== null && !seen.has(area)) return null;
    const asked = area === null ? seen : below(nodes, [area]);
    const isMeant = (home: string): boolean => seen.has(home) && asked.has(home);
    const all = await this.#records();
    return all.filter(
      ({ point, homes }) =>
        (id === undefined || point.id === id) &&
        point.validFrom <= to &&
        point.validTo >= on &&
        homes.some(isMeant),
    );
  }

  async servicePoint(scope: Scope, id: string): Promise<ServicePointRecord | null> {
    const range = { on: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    const versions = (await this.servicePoints(scope, { area: null, id, ...range })) ?? [];
    const today = this.#shared.today();
    return versions.find(({ point }) => point.validTo >= today) ?? versions.at(-1) ?? null;
  }

  writeServiceSessions(rows: readonly ServiceSessionWrite[]): Promise<WriteResult[]> {
    if (rows.length > MOST) throw new RangeError(`at most ${MOST} sessions at once`);
    return this.#shared.write('writeServiceSessions', rows);
  }

  async serviceSessions(points: readonly string[], from: Day, to: Day): Promise<ServiceSession[]> {
    type Row = ServiceSession & { place: number };
    const rows = this.#read(() => this.#sessions.all({ points: JSON.stringify(points), from, to }) as Row[]);
    return rows.map(({ place: _, ...session }) => session);
  }

  demand(
    { codes }: Scope,
    question: { area: string; type: SubjectType; tags: readonly string[]; on: Day },
  ): Promise<DemandColumns | null> {
    return this.#shared.ask('demand', codes, question);
  }

  async demandState(): Promise<string> {
    return JSON.stringify(this.#read(() => this.#demandState.get()));
  }

  async serviceSettings(): Promise<ServiceSettings | null> {
    const value = this.#read(() => this.#settings.get(SERVICES) as string | undefined);
    return value === undefined ? null : (JSON.parse(value) as ServiceSettings);
  }

  putServiceSettings(settings: ServiceSettings): Promise<Commit> {
    return this.#shared.write('putServiceSettings', settings);
  }

  async travelNetwork(): Promise<{ kept: KeptNetwork; edges: Uint8Array } | null> {
    const row = this.#read(() => this.#network.get() as { kept: string; edges: Buffer } | undefined);
    if (!row) return null;
    // A view of a buffer may begin at any byte; whoever reads numbers from it needs it to begin at the first.
    return { kept: JSON.parse(row.kept) as KeptNetwork, edges: new Uint8Array(row.edges) };
  }

  writeTravelNetwork(network: { kept: KeptNetwork; edges: Uint8Array } | null): Promise<void> {
    return this.#shared.write('writeTravelNetwork', network);
  }

  writeSiting(siting: KeptSiting): Promise<void> {
    return this.#shared.write('writeSiting', siting);
  }

  async siting(id: string): Promise<KeptSiting | null> {
    return this.#read(() => (this.#siting.get(id) as KeptSiting | undefined) ?? null);
  }

  async sitings(
    areas: readonly string[],
    limit: number,
    before: { at: number; id: string } | null,
  ): Promise<KeptSiting[]> {
    const { at, id } = before ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
    return this.#read(
      () => this.#sitings.all({ areas: JSON.stringify(areas), at, id, limit }) as KeptSiting[],
    );
  }

  /** Every version of every point, ordered by id and days. */
  #records(): Promise<ServicePointRecord[]> {
    const today = this.#shared.today();
    const key = JSON.stringify([this.#read(() => this.#state.get()), today]);
    if (this.#held?.key !== key) {
      const records = this.#shared.ask('servicePointsOnRecord', today);
      const held = { key, records };
      this.#held = held;
      records.catch(() => {
        if (this.#held === held) this.#held = null;
      });
    }
    return this.#held!.records;
  }

  #read<T>(question: () => T): T {
    try {
      return question();
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}

/** The areas of some subtrees; a parent comes before its children. */
function below(nodes: AreaNodes, tops: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const [code, { parent }] of nodes)
    if (tops.includes(code) || (parent !== null && found.has(parent))) found.add(code);
  return found;
}
