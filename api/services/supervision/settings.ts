import type { SupervisionSettings, SupervisionSettingsInput } from '#api/contract/supervision.ts';
import { CodedError, type Fault } from '#api/errors.ts';
import type { Vault } from '#api/services/access/vault.ts';
import { faultOfUrl } from '#api/services/supervision/address.ts';
import type { Store } from '#api/store/store.ts';

const KEY = 'supervision';

/** The setting as it is kept: the secret sealed. */
interface Kept {
  on: boolean;
  url: string | null;
  secret: string | null;
  withText: boolean;
  link: string | null;
}

const UNSET: Kept = { on: false, url: null, secret: null, withText: false, link: null };

/** Where messages are posted to now. */
export interface DeliveryTarget {
  url: string;
  secret: string;
  withText: boolean;
  link: string | null;
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
    const { on, url, secret: sealed, withText, link } = await this.#kept();
    const secret = this.#unsealed(sealed);
    return on && url !== null && secret !== null ? { url, secret, withText, link } : null;
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
