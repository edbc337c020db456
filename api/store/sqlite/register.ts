import type {
  AssignmentWrite,
  EventWrite,
  FeedWrite,
  OfficerWrite,
  OrganisationWrite,
  RegisterKind,
  SubjectWrite,
} from '#api/store/registerStore.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import { type EntryRow, EntryTable, type EntryWrite } from '#api/store/sqlite/entries.ts';
import { FactLoader } from '#api/store/sqlite/facts.ts';
import { refused } from '#api/store/sqlite/refusals.ts';
import { change, loadSide } from '#api/store/sqlite/sides.ts';
import { TouchFinder } from '#api/store/sqlite/touched.ts';
import type { Commit, WriteResult } from '#api/store/store.ts';
import { formatDay } from '#geodata/duty/calendar.ts';
import { lowestHolding } from '#geodata/duty/places.ts';
import { ADMINISTRATIVE, type Day, OPEN_END } from '#geodata/model.ts';

const NOTHING = {
  tags: [],
  zones: {},
  position: null,
  subject: null,
  officer: null,
  organisation: null,
  phone: null,
  detail: null,
  town: '',
} as const;

/** Finds what a record refers to; a text is the reason why it cannot be found. */
type Home = { home: string } | { path: string; message: string };
type Allowed = (area: string) => boolean;
type Change = { entry: EntryWrite | null; rows: readonly EntryRow[]; id: string };

/** Writes the registers with what they change in the roll-ups: figures move by exactly that. */
export class RegisterWriter {
  readonly #context: WriteContext;
  readonly #facts: FactLoader;
  readonly #entries: EntryTable;
  readonly #touched: TouchFinder;

  constructor(context: WriteContext) {
    this.#context = context;
    this.#facts = new FactLoader(context.db);
    this.#entries = new EntryTable(context);
    this.#touched = new TouchFinder(context, this.#facts);
  }

  putSubjects(subjects: readonly SubjectWrite[], allowed: Allowed): WriteResult[] {
    const entries = subjects.map((subject) => ({ ...NOTHING, ...subject }));
    return this.#put('subject', entries, allowed, (entry) => this.#homeOfSubject(entry));
  }

  putOrganisations(organisations: readonly OrganisationWrite[], allowed: Allowed): WriteResult[] {
    const entries = organisations.map((organisation) => ({ ...NOTHING, ...organisation }));
    return this.#put('organisation', entries, allowed, (entry) => this.#area(entry.home, entry.validFrom));
  }

  /** An officer belongs where the organisation does. */
  putOfficers(officers: readonly OfficerWrite[], allowed: Allowed): WriteResult[] {
    const entries = officers.map((officer) => ({ ...NOTHING, ...officer, home: '' }));
    const homes = new Map<string, string | undefined>();
    return this.#put('officer', entries, allowed, ({ organisation }) => {
      if (organisation !== null && !homes.has(organisation))
        homes.set(organisation, this.#entries.current('organisation', organisation).at(-1)?.home);
      const home = homes.get(organisation ?? '');
      return home ? { home } : { path: 'organisation', message: `there is no organisation ${organisation}` };
    });
  }

  /** Assignments 包联 to an area, or to a subject, whose area they then belong to. */
  putAssignments(assignments: readonly AssignmentWrite[], allowed: Allowed): WriteResult[] {
    const entries = assignments.map(({ area, role, ...assignment }) => ({
      ...NOTHING,
      ...assignment,
      name: '',
      type: role,
      home: area ?? '',
    }));
    return this.#put('assignment', entries, allowed, (entry) => {
      if (!this.#context.reference.staff.has(entry.officer ?? ''))
        return { path: 'officer', message: `there is no officer ${entry.officer}` };
      return entry.subject === null
        ? this.#area(entry.home, entry.validFrom)
        : this.#areaOfSubject(entry.subject, entry.validFrom);
    });
  }

  /** Events belong where their subject is at home on the day. */
  putEvents(events: readonly EventWrite[], allowed: Allowed): WriteResult[] {
    const entries = events.map(({ kind, day, ...event }) => ({
      ...NOTHING,
      ...event,
      name: '',
      type: kind,
      home: '',
      validFrom: day,
      validTo: OPEN_END,
    }));
    return this.#put('event', entries, allowed, (entry) => {
      if (entry.officer !== null && !this.#context.reference.staff.has(entry.officer))
        return { path: 'officer', message: `there is no officer ${entry.officer}` };
      return this.#areaOfSubject(entry.subject ?? '', entry.validFrom);
    });
  }

  /** A source of records belongs to the lowest area that holds all it serves. */
  putFeeds(feeds: readonly FeedWrite[], allowed: Allowed): WriteResult[] {
    const entries = feeds.map(({ areas, duties, intervalDays, ...feed }) => ({
      ...NOTHING,
      ...feed,
      type: 'feed',
      detail: JSON.stringify({ areas, duties, intervalDays }),
      home: '',
    }));
    return this.#put('feed', entries, allowed, ({ detail, validFrom }) => {
      const { areas } = JSON.parse(detail ?? '{}') as { areas: string[] };
      const nodes = this.#context.reference.trees.on(validFrom);
      const unknown = areas.findIndex((area) => !nodes.has(area));
      if (unknown >= 0) return { path: `areas.${unknown}`, message: `there is no area ${areas[unknown]}` };
      const home = lowestHolding(nodes, areas);
      return home === null ? { path: 'areas', message: 'no area holds them all' } : { home };
    });
  }

  /** Notes that a source has delivered, be it nothing. */
  deliver(feed: string, at: number, day: Day, allowed: Allowed): WriteResult {
    return this.#context.transaction((): WriteResult => {
      const row = this.#entries.current('feed', feed).at(-1);
      if (!row || !allowed(row.home)) return refused(feed, 'notFound', 'id', `there is no feed ${feed}`);
      const commit = this.#context.takeCommit();
      this.#context.db
        .prepare('INSERT INTO feed_delivery (feed, seq, at, day, recDay) VALUES (?, ?, ?, ?, ?)')
        .run(feed, commit.seq, at, day, commit.day);
      this.#context.record(commit, new Deltas(), [row.home], []);
      return { status: 'created', id: feed, seq: commit.seq };
    });
  }

  /**
   * Ends what is on record of an x after a day; an event is withdrawn whole.
   *
   * @returns duplicate when nothing is on record after that day
   */
  end(kind: RegisterKind, id: string, lastDay: Day, allowed: Allowed): WriteResult {
    return this.#context.transaction((): WriteResult => {
      const rows = this.#entries.current(kind, id);
      if (rows.length === 0 || rows.some((row) => !allowed(row.home)))
        return refused(id, 'notFound', 'id', `${kind} ${id} is not in the register`);
      const later = rows.filter((row) => kind === 'event' || row.validTo > lastDay);
      if (later.length === 0) return { status: 'duplicate', id, seq: rows.at(-1)!.seq };
      const commit = this.#context.takeCommit();
      this.#change(kind, [{ entry: null, rows, id }], commit, () => {
        if (kind === 'event') for (const row of later) this.#entries.takeOff(kind, id, row, commit);
        else this.#entries.cut(kind, id, rows, lastDay, commit);
      });
      return { status: 'created', id, seq: commit.seq };
    });
  }

  #area(home: string, day: Day): Home {
    return this.#context.reference.trees.on(day).has(home)
      ? { home }
      : { path: 'area', message: `area ${home} is not in the tree of ${formatDay(day)}` };
  }

  #areaOfSubject(subject: string, day: Day): Home {
    const rows = this.#entries.current('subject', subject);
    const home = (rows.find((row) => row.validFrom <= day && day <= row.validTo) ?? rows.at(-1))?.home;
    return home ? { home } : { path: 'subject', message: `subject ${subject} is not in the register` };
  }

  /** The home must be in every tree of areas the entry lives through. */
  #homeOfSubject({ home, zones, validFrom, validTo }: EntryWrite): Home {
    const { trees } = this.#context.reference;
    const versions = trees.during(validFrom, validTo);
    for (const { from, nodes } of versions) {
      if (nodes.get(home)?.tree === ADMINISTRATIVE) continue;
      const message =
        from > validFrom
          ? `area ${home} is not in the tree from ${formatDay(from)} on; end the entry the day before and send another`
          : `area ${home} is not in the tree`;
      return { path: 'area', message };
    }
    for (const [tree, zone] of Object.entries(zones))
      if (versions.some(({ nodes }) => nodes.get(zone)?.tree !== tree))
        return { path: `zones.${tree}`, message: `there is no zone ${zone} in the tree ${tree}` };
    return versions.length > 0 ? { home } : { path: 'area', message: `area ${home} is not in the tree` };
  }

  #put(
    kind: RegisterKind,
    entries: readonly EntryWrite[],
    allowed: Allowed,
    homeOf: (entry: EntryWrite) => Home,
  ): WriteResult[] {
    return this.#context.transaction(() => {
      let commit: Commit | null = null;
      const changes: Change[] = [];
      const seen = new Set<string>();
      const results: WriteResult[] = [];
      const flush = (): void => {
        if (commit && changes.length > 0)
          this.#change(kind, changes, commit, () => {
            for (const { entry, rows } of changes) this.#write(kind, entry!, rows, commit!);
          });
        changes.length = 0;
        seen.clear();
      };
      for (const sent of entries) {
        // The same x twice in a batch: the second sees what the first has made.
        if (seen.has(sent.id)) flush();
        const found = homeOf(sent);
        if (!('home' in found)) {
          results.push(refused(sent.id, 'notFound', found.path, found.message));
          continue;
        }
        const entry = { ...sent, home: found.home };
        const rows = this.#entries.current(kind, entry.id);
        if (!allowed(entry.home))
          results.push(refused(entry.id, 'notFound', 'area', `area ${entry.home} is not in the tree`));
        else if (rows.some((row) => !allowed(row.home)))
          results.push(refused(entry.id, 'notFound', 'id', `${kind} ${entry.id} is not in the register`));
        else {
          const pieces = this.#byTown(kind, entry);
          const same = pieces.map((piece) => this.#entries.same(rows, piece));
          if (same.every((row) => row !== undefined))
            results.push({ status: 'duplicate', id: entry.id, seq: same[0]!.seq });
          else {
            commit ??= this.#context.takeCommit();
            changes.push({ entry, rows, id: entry.id });
            seen.add(entry.id);
            results.push({ status: 'created', id: entry.id, seq: commit.seq });
          }
        }
      }
      flush();
      return results;
    });
  }

  #write(kind: RegisterKind, entry: EntryWrite, rows: readonly EntryRow[], commit: Commit): void {
    const [first, ...later] = this.#byTown(kind, entry);
    if (kind === 'event') {
      for (const row of rows) this.#entries.takeOff(kind, entry.id, row, commit);
      this.#entries.put(kind, first!, [], commit);
    } else this.#entries.put(kind, first!, rows, commit);
    for (const piece of later) this.#entries.put(kind, piece, [], commit);
  }

  /** An entry carries the key of one town; where its area changes the town, it is kept in pieces. */
  #byTown(kind: RegisterKind, entry: EntryWrite): EntryWrite[] {
    const { trees } = this.#context.reference;
    const pieces = [{ ...entry, town: this.#context.townOf(entry.home, entry.validFrom) }];
    if (kind !== 'subject') return pieces;
    for (const day of trees.changes) {
      if (day <= entry.validFrom || day > entry.validTo) continue;
      const town = this.#context.townOf(entry.home, day);
      const last = pieces.at(-1)!;
      if (town === last.town) continue;
      pieces.push({ ...last, town, validFrom: day });
      last.validTo = day - 1;
    }
    return pieces;
  }

  /** Writes a change, and what it makes of every figure that hangs on it. */
  #change(kind: RegisterKind, changes: readonly Change[], commit: Commit, write: () => void): void {
    const areas = new Set(
      changes.flatMap(({ entry, rows }) => [...(entry ? [entry.home] : []), ...rows.map(({ home }) => home)]),
    );
    const deltas = new Deltas();
    let duties: Iterable<string> = [];
    if (kind === 'organisation' || kind === 'feed') write();
    else {
      const touched = this.#touched.find(kind, changes);
      const before = loadSide(this.#facts, this.#context.reference, touched);
      write();
      if (kind === 'assignment') this.#context.reloadAssignments(areas);
      if (kind === 'officer') this.#context.reloadStaff(new Set(changes.map(({ id }) => id)));
      duties = change(deltas, before, loadSide(this.#facts, this.#context.reference, touched));
    }
    this.#context.record(commit, deltas, areas, duties);
  }
}
