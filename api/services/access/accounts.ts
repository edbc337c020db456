import { randomUUID } from 'node:crypto';
import { CodedError } from '#api/errors.ts';
import { hashPassword, isPassword, newPassword, passwordFaults } from '#api/services/access/passwords.ts';
import { newSecret, stepOfCode } from '#api/services/access/secondFactor.ts';
import type { Sessions } from '#api/services/access/sessions.ts';
import type { Vault } from '#api/services/access/vault.ts';
import type { AccessStore, AccountRecord } from '#api/store/accessStore.ts';

/** Wrong sign-ins in a row after which an account is locked, and for how long, milliseconds. */
const MOST_FAILURES = 5;
const LOCKED_MS = 15 * 60_000;

/** What an administrator says of an account. */
export type AccountDraft = Pick<
  AccountRecord,
  'name' | 'displayName' | 'roles' | 'officer' | 'areas' | 'organisations' | 'external' | 'active'
>;

export interface AccountRules {
  /** Days after which a password has to be changed; 0 never. */
  passwordDays: number;
}

/** Accounts: signing in, passwords, second factors, and what administrators do with them. */
export class Accounts {
  readonly #store: AccessStore;
  readonly #vault: Vault;
  readonly #sessions: Sessions;
  readonly #now: () => number;
  readonly #rules: AccountRules;
  /** Checked where there is no account, so that the answer takes as long. */
  readonly #nobody = hashPassword(newPassword());

  constructor(
    parts: { store: AccessStore; vault: Vault; sessions: Sessions; now: () => number },
    rules: AccountRules,
  ) {
    this.#store = parts.store;
    this.#vault = parts.vault;
    this.#sessions = parts.sessions;
    this.#now = parts.now;
    this.#rules = rules;
  }

  /**
   * The account of a name and password, and the code of its second factor where it has one.
   *
   * @throws CodedError `wrongSignIn` whatever was wrong, or while it is locked; `secondFactorNeeded`
   */
  async signIn(name: string, password: string, code: string | undefined): Promise<AccountRecord> {
    const account = this.#store.accountByName(name);
    const right = await isPassword(account?.password ?? (await this.#nobody), password);
    if (!account?.active) throw wrong();
    // Read again: others may have tried while this password was derived.
    const current = this.get(account.id);
    if ((current.lockedUntil ?? 0) > this.#now()) throw wrong();
    if (!right) this.#fail(current);
    if (current.secondFactor?.confirmed) {
      if (code === undefined)
        throw new CodedError('secondFactorNeeded', 'Give the six digits of the second factor.');
      const step = this.#stepOf(current, code);
      if (step === null) this.#fail(current);
      else current.secondFactor.lastStep = step;
    }
    return this.#signedIn(current);
  }

  /** The account that the single sign-on knows by a name of its own; null when there is none, or it may not. */
  signInExternal(external: string): AccountRecord | null {
    const account = this.#store.accountByExternal(external);
    if (!account?.active || (account.lockedUntil ?? 0) > this.#now()) return null;
    return this.#signedIn(account);
  }

  /** Why the password has to be changed before anything else. */
  passwordDue(account: AccountRecord): 'oneTime' | 'expired' | null {
    if (account.oneTime) return 'oneTime';
    const { passwordDays } = this.#rules;
    if (passwordDays === 0 || account.demonstration) return null;
    return this.#now() - account.passwordSetAt > passwordDays * 86_400_000 ? 'expired' : null;
  }

  /** @throws CodedError `notFound` */
  get(id: string): AccountRecord {
    const account = this.#store.account(id);
    if (!account) throw new CodedError('notFound', `There is no account ${id}.`);
    return account;
  }

  isName(name: string): boolean {
    return this.#store.accountByName(name) !== null;
  }

  find(id: string): AccountRecord | null {
    return this.#store.account(id);
  }

  list(question: { q?: string | undefined; after?: string | undefined; limit: number }): AccountRecord[] {
    return this.#store.accounts(question);
  }

  /** Changes the own password; every other session of the account ends. @throws CodedError `badInput` */
  async changePassword(id: string, session: string, current: string, next: string): Promise<void> {
    const account = this.get(id);
    if (account.demonstration)
      throw new CodedError('notAllowed', 'The password of a demonstration account stays as it is shown.');
    if (!(await isPassword(account.password, current)))
      throw new CodedError('badInput', 'The password is not changed.', [
        { path: 'current', message: 'is not the password', code: 'wrong' },
      ]);
    const faults = passwordFaults(next, account);
    if (next === current) faults.push({ path: 'next', message: 'is the one before', code: 'same' });
    if (faults.length > 0) throw new CodedError('badInput', 'The password is not changed.', faults);
    this.#put(id, { password: await hashPassword(next), passwordSetAt: this.#now(), oneTime: false });
    this.#sessions.endAll(id, session);
  }

  /** A secret for a second factor; it counts once a code of it was sent back. */
  beginSecondFactor(id: string): { secret: string; uri: string } {
    const account = this.get(id);
    if (account.demonstration)
      throw new CodedError('notAllowed', 'A demonstration account stays open to whoever tries it.');
    if (account.secondFactor?.confirmed)
      throw new CodedError('conflict', 'There is a second factor; remove it first.');
    const made = newSecret(account.name);
    this.#put(id, { secondFactor: { sealed: this.#vault.seal(made.secret), confirmed: false, lastStep: 0 } });
    return made;
  }

  /** Takes the second factor into use. @throws CodedError `badInput` for a wrong code */
  confirmSecondFactor(id: string, code: string): void {
    const { secondFactor, step } = this.#codeOf(id, code);
    this.#put(id, { secondFactor: { ...secondFactor, confirmed: true, lastStep: step } });
  }

  /** @throws CodedError `badInput` for a wrong code */
  removeSecondFactor(id: string, code: string): void {
    this.#codeOf(id, code);
    this.#put(id, { secondFactor: null });
  }

  /** Makes an account with a password that counts once. @throws CodedError `conflict` */
  async create(draft: AccountDraft): Promise<{ account: AccountRecord; oneTimePassword: string }> {
    const oneTimePassword = newPassword();
    const account = await this.#make(draft, oneTimePassword, { oneTime: true, demonstration: false });
    return { account, oneTimePassword };
  }

  /** Makes an account of the demonstration, with a password that everybody is told. */
  createDemonstration(draft: AccountDraft, password: string): Promise<AccountRecord> {
    return this.#make(draft, password, { oneTime: false, demonstration: true });
  }

  /** Changes what an administrator may; one that may no longer sign in is out at once. */
  change(id: string, draft: AccountDraft): AccountRecord {
    const account = this.#put(id, draft);
    if (!draft.active) this.#sessions.endAll(id);
    return account;
  }

  /** Gives a new password that counts once; all sessions end. */
  async resetPassword(id: string): Promise<string> {
    const oneTimePassword = newPassword();
    const password = await hashPassword(oneTimePassword);
    this.#put(id, { password, passwordSetAt: this.#now(), oneTime: true, failures: 0, lockedUntil: null });
    this.#sessions.endAll(id);
    return oneTimePassword;
  }

  /** For who lost their second factor; all sessions end. */
  resetSecondFactor(id: string): void {
    this.#put(id, { secondFactor: null });
    this.#sessions.endAll(id);
  }

  async #make(
    draft: AccountDraft,
    password: string,
    kind: Pick<AccountRecord, 'oneTime' | 'demonstration'>,
  ): Promise<AccountRecord> {
    const now = this.#now();
    const account: AccountRecord = {
      ...draft,
      ...kind,
      id: randomUUID(),
      password: await hashPassword(password),
      passwordSetAt: now,
      secondFactor: null,
      failures: 0,
      lockedUntil: null,
      createdAt: now,
      lastSignInAt: null,
    };
    this.#store.putAccount(account);
    return account;
  }

  #put(id: string, change: Partial<AccountRecord>): AccountRecord {
    const account = { ...this.get(id), ...change };
    this.#store.putAccount(account);
    return account;
  }

  #signedIn(account: AccountRecord): AccountRecord {
    const signedIn = { ...account, failures: 0, lockedUntil: null, lastSignInAt: this.#now() };
    this.#store.putAccount(signedIn);
    return signedIn;
  }

  #fail(account: AccountRecord): never {
    const failures = account.failures + 1;
    const isLocked = failures >= MOST_FAILURES;
    this.#store.putAccount({
      ...account,
      failures: isLocked ? 0 : failures,
      lockedUntil: isLocked ? this.#now() + LOCKED_MS : account.lockedUntil,
    });
    throw wrong();
  }

  #stepOf({ secondFactor }: AccountRecord, code: string): number | null {
    if (!secondFactor) return null;
    return stepOfCode(this.#vault.unseal(secondFactor.sealed), code, this.#now(), secondFactor.lastStep);
  }

  #codeOf(id: string, code: string) {
    const account = this.get(id);
    const step = this.#stepOf(account, code);
    if (!account.secondFactor || step === null)
      throw new CodedError('badInput', 'The code is refused.', [
        { path: 'code', message: 'is not of now; check the clock of the device', code: 'wrong' },
      ]);
    return { secondFactor: account.secondFactor, step };
  }
}

/** One answer for everything that can be wrong: it tells nobody which names there are. */
function wrong(): CodedError {
  return new CodedError(
    'wrongSignIn',
    `Name, password or code is wrong, or the account is locked: after ${MOST_FAILURES} wrong tries for ${LOCKED_MS / 60_000} minutes.`,
  );
}
