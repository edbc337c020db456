import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NetworkImportAnswer, NetworkImportQuery } from '#api/contract/networkImports.ts';
import type { TravelNetwork } from '#api/contract/reach.ts';
import { CodedError } from '#api/errors.ts';
import type { Watched } from '#api/services/boundaries.ts';
import type { ServiceContext } from '#api/services/context.ts';
import type { Travels } from '#api/services/reach/travels.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { KeptNetwork } from '#api/store/serviceStore.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';

/** Degrees round the district that ways are kept in: some ten kilometres, since ways to it lead round. */
const ROUND = 0.1;

interface Draft {
  answer: NetworkImportAnswer;
  owner: string;
}

/** The travel network: a file is checked, and in force when that is confirmed. */
export class NetworkService {
  readonly #context: ServiceContext;
  readonly #travels: Travels;
  readonly #dir: string;

  /** @param dataDir drafts are kept below its folder `imports` */
  constructor(context: ServiceContext, travels: Travels, dataDir: string) {
    this.#context = context;
    this.#travels = travels;
    this.#dir = join(dataDir, 'imports', 'networks');
  }

  /** A place to put a file that is to be checked; whoever takes it removes it. */
  async place(): Promise<string> {
    await mkdir(this.#dir, { recursive: true });
    return join(this.#dir, `${randomUUID()}.upload`);
  }

  /**
   * Reads a network; nothing is in force until it is confirmed.
   *
   * @param file GeoJSON or PBF, told by its first bytes
   * @throws CodedError `badInput` with the place of every fault; `tooLarge`; `conflict` before there are areas
   */
  async check(
    owner: string,
    file: string,
    { name, crs, mode }: NetworkImportQuery,
    { onProgress, signal }: Watched = {},
  ): Promise<NetworkImportAnswer> {
    const bounds = boundsOf(await this.#context.store.treeState());
    if (!bounds) throw new CodedError('conflict', 'The areas come first, a network after them.');
    const id = randomUUID();
    const edges = this.#file(id, 'edges');
    try {
      const { source, figures, dropped } = await this.#context.jobs.readNetwork(
        { file, bounds, mode, edges, ...(crs !== undefined && { crs }) },
        onProgress,
        signal,
      );
      const answer: NetworkImportAnswer = {
        ...{ id, kind: 'network', status: 'checked', name, source, ...figures },
        dropped,
      };
      await this.#save({ answer, owner });
      return answer;
    } catch (error) {
      await rm(edges, { force: true });
      throw error;
    }
  }

  /** Whose import of a network an id is; null when it is none. */
  async ownerOf(id: string): Promise<string | null> {
    return (await this.#find(id))?.owner ?? null;
  }

  /** @throws CodedError `notFound` */
  async get(id: string): Promise<NetworkImportAnswer> {
    return (await this.#load(id)).answer;
  }

  /** Puts a checked network in force. Confirmed again it is the same. @throws CodedError `notFound` */
  async confirm(id: string, by: string): Promise<NetworkImportAnswer> {
    const draft = await this.#load(id);
    const { answer } = draft;
    if (answer.status === 'applied') return answer;
    const { name, source, edges: count, kilometres, oneWay, ferries, parts } = answer;
    const kept: KeptNetwork = {
      ...{ id, name, source, at: this.#context.now(), by },
      figures: { edges: count, kilometres, oneWay, ferries, parts },
    };
    await this.#travels.put({ kept, edges: await readFile(this.#file(id, 'edges')) });
    answer.status = 'applied';
    await this.#save(draft);
    await rm(this.#file(id, 'edges'), { force: true });
    return answer;
  }

  /** The network in force. */
  async inForce(): Promise<TravelNetwork> {
    const kept = await this.#travels.kept();
    if (!kept) return { network: null };
    const { id, name, source, at, by, figures } = kept;
    return {
      network: { id, name, source, at: formatInstant(at, this.#context.timezone), by, ...figures },
    };
  }

  /** Takes the network away: distances are geodesic again. */
  async remove(): Promise<TravelNetwork> {
    if (await this.#travels.kept()) await this.#travels.put(null);
    return this.inForce();
  }

  #file(id: string, kind: 'json' | 'edges'): string {
    return join(this.#dir, `${id}.${kind}`);
  }

  async #save(draft: Draft): Promise<void> {
    const path = this.#file(draft.answer.id, 'json');
    await writeFile(`${path}.part`, JSON.stringify(draft));
    await rename(`${path}.part`, path);
  }

  async #find(id: string): Promise<Draft | null> {
    const text = await readFile(this.#file(id, 'json'), 'utf8').catch(() => null);
    return text === null ? null : (JSON.parse(text) as Draft);
  }

  async #load(id: string): Promise<Draft> {
    const draft = await this.#find(id);
    if (!draft) throw new CodedError('notFound', `There is no import ${id}.`);
    return draft;
  }
}

function boundsOf({ tree, bounds }: TreeState): BBox2 | null {
  const boxes = tree.children(null).flatMap(({ code, tree: name }) => {
    const box = name === ADMINISTRATIVE ? bounds.get(code) : undefined;
    return box ? [box] : [];
  });
  if (boxes.length === 0) return null;
  return [
    Math.min(...boxes.map(([west]) => west)) - ROUND,
    Math.min(...boxes.map(([, south]) => south)) - ROUND,
    Math.max(...boxes.map(([, , east]) => east)) + ROUND,
    Math.max(...boxes.map(([, , , north]) => north)) + ROUND,
  ];
}
