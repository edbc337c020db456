import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportAnswer, ImportQuery } from '#api/contract/imports.ts';
import { CodedError } from '#api/errors.ts';
import { visible } from '#api/services/areas.ts';
import { answerOf, noHomesLost, refusedAgain, treeOf } from '#api/services/boundaries/answer.ts';
import { BoundaryDrafts, type Draft } from '#api/services/boundaries/drafts.ts';
import type { ServiceContext } from '#api/services/context.ts';
import type { Progress } from '#api/services/jobs.ts';
import type { LostHome, TreeState, TreeWrite } from '#api/store/areaStore.ts';
import type { Scope } from '#api/store/store.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { ceasing } from '#geodata/import/checks/check.ts';
import { ADMINISTRATIVE, type Day } from '#geodata/model.ts';
import { bboxOf } from '#geodata/place/bbox.ts';
import { type AreaInput, numberTree } from '#geodata/tree.ts';

/** Who watches long work: told how far it is, and able to stop it. */
export interface Watched {
  onProgress?: Progress | undefined;
  signal?: AbortSignal | undefined;
}

/** Boundaries in: checked in a dry run, written when confirmed, all or nothing. */
export class BoundaryService {
  readonly #context: ServiceContext;
  readonly #drafts: BoundaryDrafts;
  readonly #tiles: string;
  /** Versions follow each other: one import is written at a time. */
  #confirming: Promise<unknown> = Promise.resolve();

  /** @param dataDir drafts are kept in its folder `imports`, tile archives in `tiles` */
  constructor(context: ServiceContext, dataDir: string) {
    this.#context = context;
    this.#drafts = new BoundaryDrafts(join(dataDir, 'imports'));
    this.#tiles = join(dataDir, 'tiles');
  }

  /**
   * Reads a file and checks it; nothing is written to the ledger.
   *
   * @param codesByName codes to join by name, where the file has none
   * @throws CodedError `badInput` with the place of every fault when the file is no boundaries at all;
   *   `conflict` when zones come before the administrative areas
   */
  async check(
    scope: Scope,
    file: Uint8Array,
    query: ImportQuery,
    codesByName?: readonly { name: string; code: string }[],
    { onProgress, signal }: Watched = {},
  ): Promise<ImportAnswer> {
    const state = await this.#context.store.treeState('newest');
    const tree = treeOf(query);
    if (tree !== ADMINISTRATIVE && state.tiles === null)
      throw new CodedError('conflict', 'The administrative areas come first, trees of zones after them.');
    const id = randomUUID();
    const source = await this.#drafts.stage(id, file);
    const stored = await this.#stored(state, scope, tree);
    const checked = await this.#context.jobs
      .checkBoundaryFile(
        {
          file: source,
          stored,
          change: {
            drop: query.drop ?? [],
            replace: query.replace === '1',
            successors: query.successors ?? [],
            validFrom: this.#validFrom(query),
            newestFrom: state.validFrom,
            elsewhere: new Map(
              state.tree.areas.filter((area) => area.tree !== tree).map((area) => [area.code, area.tree]),
            ),
          },
          options: {
            crs: query.crs,
            tree,
            level: query.level,
            properties: propertiesOf(query),
            ...(query.parentCode === undefined ? {} : { parentCode: query.parentCode }),
            ...(codesByName === undefined ? {} : { codesByName }),
            districtBbox: this.#districtBox(state),
          },
        },
        onProgress,
        signal,
      )
      // The draft has all that is needed of the file; a refused one leaves nothing behind.
      .finally(() => rm(source, { force: true }));
    const { boundaries } = checked;
    const answer = answerOf(id, query, checked);
    const draft: Draft = { answer, query, boundaries, against: state.version };
    if (answer.status === 'checked') {
      const homes = noHomesLost(await this.#lostHomes(state, scope, draft));
      answer.checks.push(homes);
      if (!homes.ok) answer.status = 'refused';
    }
    await this.#drafts.save(draft);
    return answer;
  }

  async get(id: string): Promise<ImportAnswer> {
    return (await this.#drafts.load(id)).answer;
  }

  /**
   * Writes a checked import: a new version of the tree with its tiles. Confirmed again it is the same.
   *
   * Until it is being written it can be stopped by the signal, and then leaves nothing.
   *
   * @throws CodedError `conflict` when a check that must hold failed, the areas have changed since the
   *   check, or subjects would lose their home
   */
  confirm(scope: Scope, id: string, watched: Watched = {}): Promise<ImportAnswer> {
    const confirmed = this.#confirming.then(() => this.#confirm(scope, id, watched));
    this.#confirming = confirmed.catch(() => {});
    return confirmed;
  }

  async #confirm(scope: Scope, id: string, watched: Watched): Promise<ImportAnswer> {
    const draft = await this.#drafts.load(id);
    if (draft.answer.status === 'applied') return draft.answer;
    if (draft.answer.status === 'refused') throw refusedAgain(draft.answer);
    const { store } = this.#context;
    const state = await store.treeState('newest');
    if (state.version !== draft.against)
      throw new CodedError('conflict', 'The areas have changed since the check; send the file again.');
    const write = await this.#merge(state, scope, draft);
    const tiles = await this.#tilesOf(state, draft.query, write, watched);
    watched.signal?.throwIfAborted();
    watched.onProgress?.(1, 'writing');
    await store.putTree({ ...write, tiles });
    draft.answer.status = 'applied';
    draft.answer.treeVersion = (await store.treeState('newest')).version;
    await this.#drafts.save(draft);
    return draft.answer;
  }

  /** Zones are not drawn in tiles: they cross the borders that levels share. The tiles stay as they were. */
  async #tilesOf(
    state: TreeState,
    query: ImportQuery,
    { areas, shapes }: Pick<TreeWrite, 'areas' | 'shapes'>,
    { onProgress, signal }: Watched,
  ): Promise<string> {
    if (treeOf(query) !== ADMINISTRATIVE && state.tiles !== null) return state.tiles;
    return this.#context.jobs.drawTiles(
      {
        dir: this.#tiles,
        name: 'Guatu',
        areas: areas.flatMap(({ tree, code, name, level, parentCode }) => {
          const shape = tree === ADMINISTRATIVE ? shapes.get(code) : undefined;
          return shape ? [{ code, name, level, parentCode, geometry: shape.geometry }] : [];
        }),
      },
      onProgress,
      signal,
    );
  }

  /** Whose homes the import would lose: only an area that ceases loses any. */
  async #lostHomes(state: TreeState, scope: Scope, draft: Draft): Promise<LostHome[]> {
    if (this.#ceasing(state, scope, draft).size === 0) return [];
    return this.#context.store.lostHomes(await this.#merge(state, scope, draft));
  }

  #ceasing(state: TreeState, scope: Scope, { query, boundaries }: Draft): Set<string> {
    const stored = areasOf(state, scope, treeOf(query));
    const change = { drop: query.drop ?? [], replace: query.replace === '1' };
    return ceasing({ boundaries, stored, change });
  }

  #validFrom({ validFrom }: ImportQuery): Day {
    return validFrom === undefined ? this.#context.dayOf(this.#context.now()) : parseDay(validFrom)!;
  }

  /** The stored tree with the draft's areas put in; a code that is there already is replaced. */
  async #merge(state: TreeState, scope: Scope, draft: Draft): Promise<Omit<TreeWrite, 'tiles'>> {
    const { query } = draft;
    const gone = this.#ceasing(state, scope, draft);
    for (const { code } of draft.boundaries) gone.add(code);
    const kept = state.tree.areas.filter((area) => !gone.has(area.code));
    for (const { code, index } of draft.boundaries)
      if (state.tree.get(code) && !visible(state.tree, scope, code))
        throw new CodedError('notAllowed', `Area ${code} may not be changed from here.`, [
          { path: `features[${index}]`, message: 'outside the areas that may be changed', code: 'scope' },
        ]);
    const shapes = await this.#context.store.shapes(
      { codes: state.tree.children(null).map((top) => top.code) },
      kept.map((area) => area.code),
      'newest',
    );
    const illustrative = new Set(
      kept.filter((area) => state.illustrative.has(area.code)).map((area) => area.code),
    );
    const areas: AreaInput[] = kept.map(({ lft: _lft, rgt: _rgt, townCode: _town, ...area }) => area);
    for (const { geometry, index: _index, ...boundary } of draft.boundaries) {
      areas.push({ ...boundary, tree: treeOf(query) });
      shapes.set(boundary.code, geometry);
      if (query.illustrative === '1') illustrative.add(boundary.code);
    }
    return {
      validFrom: this.#validFrom(query),
      areas: numbered(areas).map((area) => ({ ...area, illustrative: illustrative.has(area.code) })),
      shapes: new Map([...shapes].map(([code, geometry]) => [code, { geometry, bbox: bboxOf(geometry) }])),
      successors: new Map(query.successors?.map(({ from, to }) => [from, to])),
    };
  }

  async #stored(state: TreeState, scope: Scope, tree: string) {
    const areas = areasOf(state, scope, tree);
    const shapes = await this.#context.store.shapes(
      scope,
      areas.map((area) => area.code),
      'newest',
    );
    return areas.flatMap(({ code, name, level, parentCode }) => {
      const geometry = shapes.get(code);
      return geometry ? [{ code, name, level, parentCode, geometry }] : [];
    });
  }

  #districtBox(state: TreeState): [number, number, number, number] | null {
    const boxes = state.tree.children(null).flatMap((top) => {
      const box = top.tree === ADMINISTRATIVE ? state.bounds.get(top.code) : undefined;
      return box ? [box] : [];
    });
    if (boxes.length === 0) return null;
    return [
      Math.min(...boxes.map((box) => box[0])),
      Math.min(...boxes.map((box) => box[1])),
      Math.max(...boxes.map((box) => box[2])),
      Math.max(...boxes.map((box) => box[3])),
    ];
  }
}

/** The areas of one tree that may be changed. */
function areasOf({ tree }: TreeState, scope: Scope, name: string) {
  return tree.areas.filter((area) => area.tree === name && visible(tree, scope, area.code));
}

function propertiesOf(query: ImportQuery) {
  const named = {
    code: query.codeProperty,
    name: query.nameProperty,
    level: query.levelProperty,
    parentCode: query.parentProperty,
    households: query.householdsProperty,
    urbanRural: query.urbanRuralProperty,
  };
  return Object.fromEntries(Object.entries(named).filter(([, name]) => name !== undefined));
}

/** @throws CodedError `badInput` when the areas make no tree */
function numbered(areas: readonly AreaInput[]) {
  try {
    return numberTree(areas);
  } catch (error) {
    throw new CodedError('badInput', (error as Error).message, [
      { path: 'features', message: (error as Error).message, code: 'tree' },
    ]);
  }
}
