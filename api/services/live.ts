import type { Change, Scope, Store } from '#api/store/store.ts';
import type { Tree } from '#geodata/tree.ts';

/** What a listener is told of a commit: never a figure, never a person. */
export interface LiveEvent {
  seq: number;
  /** The town it lies in; null for what lies above the towns. */
  town: string | null;
  /** Areas of the town that something changed in, those above them left to the listener. */
  areas: string[];
  duties: string[];
  /** Whether issues changed. */
  issues: boolean;
  /** Whether service points, or what is reckoned from them, changed. */
  services: boolean;
}

/** Where a listener's text goes. */
export interface Listener {
  /** Sends a piece of the stream; false when it holds more than it may, and is ended. */
  send: (text: string) => boolean;
  end: () => void;
}

/** Commits read at once, and those a listener who was away is told one by one; beyond them it looks anew. */
const MOST = 500;
/** Areas named in one event; more are not worth naming. */
const MOST_AREAS = 200;

interface Group {
  scope: Scope;
  listeners: Set<Listener>;
}

/**
 * Tells listeners what commits touched. Those who see the same are one group, for which an event is written once.
 * Everything comes from the log of changes, so that what a listener missed and what is new are told alike.
 */
export class LiveHub {
  readonly #store: Store;
  /** By their areas. */
  readonly #groups = new Map<string, Group>();
  /** The last commit that was told of; null while nobody listens. */
  #told: number | null = null;
  #telling: Promise<void> = Promise.resolve();
  #unlisten: (() => void) | null = null;
  /** Events written, for those who measure. */
  written = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  get listeners(): number {
    let count = 0;
    for (const { listeners } of this.#groups.values()) count += listeners.size;
    return count;
  }

  /**
   * Begins to tell a listener, first what it missed.
   *
   * @param after number of the last commit it knows; null for one that begins now
   * @returns what ends it; null when it could not even take what it missed
   */
  async listen(scope: Scope, listener: Listener, after: number | null): Promise<(() => void) | null> {
    const { seq } = await this.#store.lastCommit();
    this.#told ??= seq;
    this.#unlisten ??= this.#store.onWrite(() => this.#tell());
    const key = JSON.stringify(scope.codes);
    const group = this.#groups.get(key) ?? { scope, listeners: new Set() };
    this.#groups.set(key, group);
    const leave = (): void => {
      group.listeners.delete(listener);
      if (group.listeners.size === 0 && this.#groups.get(key) === group) this.#groups.delete(key);
      if (this.#groups.size > 0) return;
      this.#unlisten?.();
      this.#unlisten = null;
      this.#told = null;
    };
    // Nothing is told between the look at what was missed and the place among the listeners.
    const joined = this.#telling.then(async () => {
      if (listener.send(await this.#missed(scope, after))) group.listeners.add(listener);
    });
    this.#telling = joined.catch(() => {});
    await joined;
    if (group.listeners.has(listener)) return leave;
    leave();
    return null;
  }

  /** The beginning of a listener's stream. */
  async #missed(scope: Scope, after: number | null): Promise<string> {
    const now = this.#told ?? 0;
    if (after === null || after === now) return comes('hello', now, {});
    const { tree } = await this.#store.treeState();
    // A number of another ledger, or too many to tell: look at everything anew.
    if (after > now) return comes('resync', now, {});
    const changes = await this.#store.changesAfter(after, MOST + 1);
    if (changes.length > MOST) return comes('resync', now, {});
    const told = changes.filter(({ seq }) => seq <= now);
    return comes('hello', after, {}) + told.map((change) => textOf(tree, scope, change)).join('');
  }

  #tell(): void {
    this.#telling = this.#telling.then(() => this.#round()).catch(() => {});
  }

  async #round(): Promise<void> {
    if (this.#told === null || this.#groups.size === 0) return;
    const changes = await this.#store.changesAfter(this.#told, MOST);
    const last = changes.at(-1);
    if (!last) return;
    this.#told = last.seq;
    const { tree } = await this.#store.treeState();
    for (const { scope, listeners } of this.#groups.values()) {
      const text = changes.map((change) => textOf(tree, scope, change)).join('');
      if (text === '') continue;
      this.written++;
      for (const listener of listeners)
        if (!listener.send(text)) {
          listeners.delete(listener);
          listener.end();
        }
    }
    if (changes.length === MOST) await this.#round();
  }
}

/** The events of a commit within a scope, one a town; its number comes with the last, so that none is lost. */
function textOf(tree: Tree, scope: Scope, change: Change): string {
  const events = eventsOf(tree, scope, change);
  return events
    .map((event, i) => comes('change', i === events.length - 1 ? change.seq : null, event))
    .join('');
}

/** What a scope may be told of a commit. */
export function eventsOf(
  tree: Tree,
  scope: Scope,
  { seq, areas, duties, issues, services }: Change,
): LiveEvent[] {
  const byTown = new Map<string | null, string[]>();
  for (const area of areas) {
    if (!scope.codes.some((top) => tree.contains(top, area))) continue;
    const town = tree.ancestors(area).find(({ level }) => level === 'town')?.code;
    const at = town ?? (tree.get(area)?.level === 'town' ? area : null);
    const known = byTown.get(at);
    if (known) known.push(area);
    else byTown.set(at, [area]);
  }
  return [...byTown].map(([town, of]) => ({
    seq,
    town,
    areas: of.length > MOST_AREAS && town !== null ? [town] : of,
    duties: [...duties],
    issues,
    services,
  }));
}

function comes(event: string, id: number | null, data: object): string {
  return `event: ${event}\n${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
