import type { Statement } from 'better-sqlite3';
import type { IssueEventWrite, IssueWrite } from '#api/store/issueStore.ts';
import { contentHash } from '#api/store/sqlite/contentHash.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { refused } from '#api/store/sqlite/refusals.ts';
import type { WriteResult } from '#api/store/store.ts';

/** What was sent before, by id: the same once more changes nothing. */
export class Receipts {
  readonly #find: Statement;
  readonly #insert: Statement;

  constructor({ db }: WriteContext) {
    this.#find = db.prepare('SELECT hash, seq FROM receipt WHERE id = ?');
    this.#insert = db.prepare('INSERT INTO receipt (id, town, hash, seq) VALUES (?, ?, ?, ?)');
  }

  /** What is told of an id that was sent before; null for a new one. */
  known(id: string, content: string): WriteResult | null {
    const receipt = this.#find.get(id) as { hash: string; seq: number } | undefined;
    if (!receipt) return null;
    if (receipt.hash === content) return { status: 'duplicate', id, seq: receipt.seq };
    return refused(id, 'conflict', 'id', 'this id was sent before with other content');
  }

  add(id: string, town: string, content: string, seq: number): void {
    this.#insert.run(id, town, content, seq);
  }
}

/** What an issue says, as a hash; who sends it and with which import is no part of it. */
export function contentOf({ by: _by, batch: _batch, ...write }: IssueWrite): string {
  return contentHash(write);
}

/** What an event says, whoever says it; its moment is no part of it, being that of its arrival where the sender names none. */
export function contentOfEvent({ issue, event }: IssueEventWrite): string {
  const { by: _by, account: _account, at: _at, ...said } = event;
  return contentHash({ issue, event: said });
}
