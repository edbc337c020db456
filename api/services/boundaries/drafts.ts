import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportAnswer, ImportQuery } from '#api/contract/imports.ts';
import { CodedError } from '#api/errors.ts';
import type { Boundary } from '#geodata/model.ts';

/** What is kept on disk of an import between its check and its confirmation. */
export interface Draft {
  answer: ImportAnswer;
  query: ImportQuery;
  boundaries: Boundary[];
  /** Version of the tree the file was checked against. */
  against: number;
}

/** Imports of boundaries between their check and their confirmation, each a file of a folder. */
export class BoundaryDrafts {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Puts a file beside the drafts while it is read. @returns its path */
  async stage(id: string, file: Uint8Array): Promise<string> {
    await mkdir(this.#dir, { recursive: true });
    const path = join(this.#dir, `${id}.geojson`);
    await writeFile(path, file);
    return path;
  }

  async save(draft: Draft): Promise<void> {
    const path = join(this.#dir, `${draft.answer.id}.json`);
    await writeFile(`${path}.part`, JSON.stringify(draft));
    await rename(`${path}.part`, path);
  }

  /** @throws CodedError `notFound` */
  async load(id: string): Promise<Draft> {
    try {
      return JSON.parse(await readFile(join(this.#dir, `${id}.json`), 'utf8')) as Draft;
    } catch {
      throw new CodedError('notFound', `There is no import ${id}.`);
    }
  }
}
