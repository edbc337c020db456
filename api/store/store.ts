import type { Fault } from '#api/errors.ts';
import type { AreaStore } from '#api/store/areaStore.ts';
import type { DutyStore } from '#api/store/dutyStore.ts';
import type { GapStore } from '#api/store/gapStore.ts';
import type { IssueStore } from '#api/store/issueStore.ts';
import type { RegisterStore } from '#api/store/registerStore.ts';
import type { ServiceStore } from '#api/store/serviceStore.ts';
import type { SupervisionStore } from '#api/store/supervisionStore.ts';
import type { VisitStore } from '#api/store/visitStore.ts';
import type { Day } from '#geodata/model.ts';

/** What a session may see: the subtrees of these areas. Empty means nothing. */
export interface Scope {
  readonly codes: readonly string[];
}

/** A write transaction: its number, its moment (milliseconds since 1970 UTC) and its civil day. */
export interface Commit {
  seq: number;
  at: number;
  day: Day;
}

/** What one commit touched: areas something is at home in, duties, and whether issues or services changed. */
export interface Change {
  seq: number;
  areas: readonly string[];
  duties: readonly string[];
  issues: boolean;
  services: boolean;
}

/** What became of one record of a batch, in the order of the batch. */
export type WriteResult =
  | { status: 'created' | 'duplicate'; id: string; seq: number }
  | { status: 'refused'; id: string; code: 'conflict' | 'notFound' | 'badInput'; fault: Fault };

/**
 * The ledger, phrased as questions. Every question that touches a record or an area carries the scope
 * of who asks; what lies outside is answered as if it did not exist.
 *
 * @throws CodedError `unavailable` when the database cannot be read or written now
 */
export interface Store extends AreaStore, DutyStore, GapStore, VisitStore, RegisterStore {
  /** The issues of the same ledger. */
  readonly issues: IssueStore;
  /** Its supervised items 督办. */
  readonly supervision: SupervisionStore;
  /** Its service points 服务点 and all that is reckoned from them. */
  readonly services: ServiceStore;
  lastCommit(): Promise<Commit>;
  /** Calls back after whatever may have been a commit. @returns what ends it */
  onWrite(tell: () => void): () => void;
  /** What commits after a number touched, oldest first; at most so many. */
  changesAfter(seq: number, limit: number): Promise<Change[]>;
  setting(key: string): Promise<unknown>;
  putSetting(key: string, value: unknown): Promise<void>;
  /** Differences between the kept roll-ups and the same recounted from the records; empty when right. */
  rebuildDifferences(): Promise<string[]>;
  ready(): Promise<boolean>;
  close(): Promise<void>;
}
