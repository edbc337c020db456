import type { Vault } from '#api/services/access/vault.ts';
import type { AccessStore, AuditQuestion, AuditRecord } from '#api/store/accessStore.ts';

/** What happened, by whom, from where. Never a person's data, a password or a token. */
export interface AuditEntry {
  actor: string;
  action: string;
  target: string;
  /** `done`, or the code of the refusal. */
  outcome: string;
  address: string;
  detail?: Record<string, unknown>;
}

/** The line before the first. */
const GENESIS = '0'.repeat(64);

/**
 * Who saw, changed and exported what. Lines are only added, never changed or removed (so they are kept for longer
 * than the 184 days that are asked for), and each carries an HMAC over itself and the one before: an edit, a
 * removal or a line put in between breaks the chain. Lines cut off at the end are noticed against a head noted
 * elsewhere, which `verify` gives.
 */
export class AuditTrail {
  readonly #store: AccessStore;
  readonly #vault: Vault;
  readonly #now: () => number;
  #last: AuditRecord | null;

  constructor(store: AccessStore, vault: Vault, now: () => number) {
    this.#store = store;
    this.#vault = vault;
    this.#now = now;
    this.#last = store.lastAudit();
  }

  /** @throws CodedError `unavailable` when it cannot be written: what is audited must then not happen */
  record({ detail = {}, ...entry }: AuditEntry): void {
    const line = {
      ...entry,
      seq: (this.#last?.seq ?? 0) + 1,
      at: Math.max(this.#now(), this.#last?.at ?? 0),
      detail: JSON.stringify(detail),
    };
    const record = { ...line, mac: this.#macOf(line, this.#last?.mac ?? GENESIS) };
    this.#store.appendAudit(record);
    this.#last = record;
  }

  search(question: AuditQuestion): AuditRecord[] {
    return this.#store.audit(question);
  }

  /**
   * Goes through the chain from its first line.
   *
   * @returns how many lines there are, the first that does not fit, and the last one's number and HMAC
   */
  verify(): { entries: number; brokenAt: number | null; head: string | null } {
    let entries = 0;
    let mac = GENESIS;
    let seq = 0;
    let brokenAt: number | null = null;
    for (const { mac: kept, ...line } of this.#store.auditChain()) {
      entries++;
      if (brokenAt === null && (line.seq !== seq + 1 || this.#macOf(line, mac) !== kept)) brokenAt = seq + 1;
      seq = line.seq;
      mac = kept;
    }
    return { entries, brokenAt, head: entries === 0 ? null : `${seq}:${mac}` };
  }

  /** Whether the chain still holds the line that was its head once. */
  holds(head: string): boolean {
    const [seq, mac] = head.split(':');
    for (const line of this.#store.auditChain()) if (line.seq === Number(seq)) return line.mac === mac;
    return false;
  }

  #macOf(line: Omit<AuditRecord, 'mac'>, before: string): string {
    const { seq, at, actor, action, target, outcome, address, detail } = line;
    return this.#vault.mac(
      JSON.stringify([before, seq, at, actor, action, target, outcome, address, detail]),
    );
  }
}
