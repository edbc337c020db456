import type { SupervisionSettings, SupervisionSettingsInput } from '#api/contract/supervision.ts';
import { CodedError, type Fault } from '#api/errors.ts';
import type { Vault } from '#api/services/access/vault.ts';
import { faultOfUrl } from '#api/services/supervision/address.ts';
import type { Store } from '#api/store/store.ts';
import type { LaterMessage } from '#api/store/supervisionStore.ts';

const KEY = 'supervision';

/** The setting as it is kept: the secret sealed. */
interface Kept {
  on: boolean;
  url: string | null;
  secret: string | null;
  withText: boolean;
  link: string | null;
  also: LaterMessage[];
}

const UNSET: Kept = { on: false, url: null, secret: null, withText: false, link: null, also: [] };

/** Where messages are posted to now. */
export interface DeliveryTarget {
  url: string;
  secret: string;
  withText: boolean;
  link: string | null;
  /** What is told beside the issue. */
  also: readonly LaterMessage[];
}

/** Keeps where supervised items are delivered to. The secret goes in and never comes out. */
export class SupervisionSettingsKeeper {
  readonly #store: Pick<Store, 'setting' | 'putSetting'>;
  readonly #vault: Pick<Vault, 'seal' | 'unseal'>;

  constructor(store: Pick<Store, 'setting' | 'putSetting'>, vault: Pick<Vault, 'seal' | 'unseal'>) {
    this.#store = store;
    this.#vault = vault;
  }

  async read(): Promise<SupervisionSettings> {
    const { secret, ...kept } = await this.#kept();
    return { ...kept, hasSecret: this.#unsealed(secret) !== null };
  }

  /** @throws CodedError `badInput` with the place of each fault; then nothing is changed */
  async put({ secret, ...input }: SupervisionSettingsInput): Promise<SupervisionSettings> {
    const faults: Fault[] = [];
    for (const path of ['url', 'link'] as const) {
      const message = input[path] === null ? null : faultOfUrl(input[path]);
      if (message !== null) faults.push({ path, message, code: 'invalid' });
    }
    const before = await this.#kept();
    const hasSecret = secret !== undefined || this.#unsealed(before.secret) !== null;
    const missing = (path: string) => ({ path, message: 'is needed to deliver messages', code: 'required' });
    if (input.on && input.url === null) faults.push(missing('url'));
    if (input.on && !hasSecret) faults.push(missing('secret'));
    if (faults.length > 0) throw new CodedError('badInput', 'The settings are refused.', faults);
    const sealed = secret === undefined ? before.secret : this.#vault.seal(secret);
    await this.#store.putSetting(KEY, { ...input, secret: sealed } satisfies Kept);
    return this.read();
  }

  /** Null while nothing is to be delivered. */
  async target(): Promise<DeliveryTarget | null> {
    return (await this.#kept()).on ? this.address() : null;
  }

  /** Where messages would go, whether they do now or not; null while no address or no secret is set. */
  async address(): Promise<DeliveryTarget | null> {
    const { on: _on, url, secret: sealed, ...rest } = await this.#kept();
    const secret = this.#unsealed(sealed);
    return url !== null && secret !== null ? { url, secret, ...rest } : null;
  }

  async #kept(): Promise<Kept> {
    return { ...UNSET, ...((await this.#store.setting(KEY)) as Partial<Kept> | null) };
  }

  /** A secret that another key has sealed is as good as none. */
  #unsealed(secret: string | null): string | null {
    try {
      return secret === null ? null : this.#vault.unseal(secret);
    } catch {
      return null;
    }
  }
}
