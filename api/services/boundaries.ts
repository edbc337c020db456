import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportAnswer, ImportQuery } from '#api/contract/imports.ts';
import { CodedError } from '#api/errors.ts';
import { visible } from '#api/services/areas.ts';
import type { ServiceContext } from '#api/services/context.ts';
import type { CheckedBoundaries, Progress } from '#api/services/jobs.ts';
import type { Scope, TreeState } from '#api/store/store.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { ADMINISTRATIVE, type Boundary } from '#geodata/model.ts';
import { bboxOf } from '#geodata/place/bbox.ts';
import { type AreaInput, numberTree } from '#geodata/tree.ts';

/** What is kept on disk of an import between its check and its confirmation. */
interface Draft {
  answer: ImportAnswer;
  query: ImportQuery;
  boundaries: Boundary[];
  /** Version of the tree the file was checked against. */
  against: number;
}

/** Boundaries in: checked in a dry run, written when confirmed, all or nothing. */
export class BoundaryService {
  readonly #context: ServiceContext;
  readonly #drafts: string;
  readonly #tiles: string;

  /** @param dataDir drafts are kept in its folder `imports`, tile archives in `tiles` */
  constructor(context: ServiceContext, dataDir: string) {
    this.#context = context;
    this.#drafts = join(dataDir, 'imports');
    this.#tiles = join(dataDir, 'tiles');
  }

  /**
   * Reads a file and checks it; nothing is written to the ledger.
   *
   * @param codesByName codes to join by name, where the file has none
   * @throws CodedError `badInput` with the place of every fault when the file is no boundaries at all
   */
  async check(
    scope: Scope,
    file: Uint8Array,
    query: ImportQuery,
    codesByName?: readonly { name: string; code: string }[],
  ): Promise<ImportAnswer> {
    const id = randomUUID();
    await mkdir(this.#drafts, { recursive: true });
    const source = join(this.#drafts, `${id}.geojson`);
    await writeFile(source, file);
    const state = await this.#context.store.treeState();
    const stored = await this.#stored(state, scope);
    const checked = await this.#context.jobs
      .checkBoundaryFile({
        file: source,
        stored,
        options: {
          crs: query.crs,
          level: query.level,
          properties: propertiesOf(query),
          ...(query.parentCode === undefined ? {} : { parentCode: query.parentCode }),
          ...(codesByName === undefined ? {} : { codesByName }),
          districtBbox: this.#districtBox(state),
        },
      })
      // The draft has all that is needed of the file; a refused one leaves nothing behind.
      .finally(() => rm(source, { force: true }));
    const draft: Draft = {
      answer: this.#answer(id, checked),
      query,
      boundaries: checked.boundaries,
      against: state.version,
    };
    await this.#save(draft);
    return draft.answer;
  }

  async get(id: string): Promise<ImportAnswer> {
    return (await this.#load(id)).answer;
  }

  /**
   * Writes a checked import: a new version of the tree with its tiles. Confirmed again it is the same.
   *
   * @throws CodedError `conflict` when a check that must hold failed, the areas have changed since the
   *   check, or subjects would lose their home
   */
  async confirm(scope: Scope, id: string, onProgress?: Progress): Promise<ImportAnswer> {
    const draft = await this.#load(id);
    if (draft.answer.status === 'applied') return draft.answer;
    if (draft.answer.status === 'refused')
      throw new CodedError('conflict', 'A check that must hold failed; mend the file and send it again.');
    const { store } = this.#context;
    const state = await store.treeState();
    if (state.version !== draft.against)
      throw new CodedError('conflict', 'The areas have changed since the check; send the file again.');
    const merged = await this.#merge(state, scope, draft);
    const areas = numbered(merged.areas);
    const tiles = await this.#context.jobs.drawTiles(
      {
        dir: this.#tiles,
        name: 'Guatu',
        areas: areas.flatMap((area) => {
          const geometry = merged.shapes.get(area.code);
          return geometry
            ? [{ code: area.code, name: area.name, level: area.level, parentCode: area.parentCode, geometry }]
            : [];
        }),
      },
      onProgress,
    );
    const { validFrom } = draft.query;
    await store.putTree({
      validFrom: validFrom === undefined ? this.#context.dayOf(this.#context.now()) : parseDay(validFrom)!,
      areas: areas.map((area) => ({ ...area, illustrative: merged.illustrative.has(area.code) })),
      shapes: new Map(
        [...merged.shapes].map(([code, geometry]) => [code, { geometry, bbox: bboxOf(geometry) }]),
      ),
      tiles,
    });
    draft.answer.status = 'applied';
    draft.answer.treeVersion = (await store.treeState()).version;
    await this.#save(draft);
    return draft.answer;
  }

  /** The stored tree with the draft's areas put in; a code that is there already is replaced. */
  async #merge(state: TreeState, scope: Scope, draft: Draft) {
    const replaced = new Set(draft.boundaries.map((boundary) => boundary.code));
    const levels = new Set(draft.boundaries.map((boundary) => boundary.level));
    const dropped = (level: Boundary['level']): boolean => draft.query.replace === '1' && levels.has(level);
    const kept = state.tree.areas.filter((area) => !replaced.has(area.code) && !dropped(area.level));
    for (const { code, index } of draft.boundaries)
      if (state.tree.get(code) && !visible(state.tree, scope, code))
        throw new CodedError('notAllowed', `Area ${code} may not be changed from here.`, [
          { path: `features[${index}]`, message: 'outside the areas that may be changed', code: 'scope' },
        ]);
    const shapes = await this.#context.store.shapes(
      { codes: state.tree.children(null).map((top) => top.code) },
      kept.map((area) => area.code),
    );
    const illustrative = new Set(
      kept.filter((area) => state.illustrative.has(area.code)).map((area) => area.code),
    );
    const areas: AreaInput[] = kept.map(({ lft: _lft, rgt: _rgt, townCode: _town, ...area }) => area);
    for (const { geometry, index: _index, ...boundary } of draft.boundaries) {
      areas.push({ ...boundary, tree: ADMINISTRATIVE });
      shapes.set(boundary.code, geometry);
      if (draft.query.illustrative === '1') illustrative.add(boundary.code);
    }
    return { areas, shapes, illustrative };
  }

  #answer(id: string, checked: CheckedBoundaries): ImportAnswer {
    return {
      id,
      kind: 'boundaries',
      status: checked.report.ok ? 'checked' : 'refused',
      count: checked.boundaries.length,
      coordinates: checked.coordinates,
      checks: checked.report.checks.map(({ check, mustHold, ok, summary, findings }) => ({
        check,
        mustHold,
        ok,
        summary,
        findings: findings.slice(0, 200).map((finding) => ({ ...finding })),
      })),
      treeVersion: null,
    };
  }

  async #stored(state: TreeState, scope: Scope) {
    const areas = state.tree.areas.filter((area) => visible(state.tree, scope, area.code));
    const shapes = await this.#context.store.shapes(
      scope,
      areas.map((area) => area.code),
    );
    return areas.flatMap(({ code, name, level, parentCode }) => {
      const geometry = shapes.get(code);
      return geometry ? [{ code, name, level, parentCode, geometry }] : [];
    });
  }

  #districtBox(state: TreeState): [number, number, number, number] | null {
    const boxes = state.tree.children(null).flatMap((top) => {
      const box = state.bounds.get(top.code);
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

  async #save(draft: Draft): Promise<void> {
    const path = join(this.#drafts, `${draft.answer.id}.json`);
    await writeFile(`${path}.part`, JSON.stringify(draft));
    await rename(`${path}.part`, path);
  }

  async #load(id: string): Promise<Draft> {
    try {
      return JSON.parse(await readFile(join(this.#drafts, `${id}.json`), 'utf8')) as Draft;
    } catch {
      throw new CodedError('notFound', `There is no import ${id}.`);
    }
  }
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
