import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const BYTES = 32;

/**
 * Seals what must not lie open in the database, and binds the audit trail. The key lies in a file of its own that
 * only the server's user can read: whoever has the database alone can neither read a secret nor mend the trail.
 */
export class Vault {
  readonly #seal: Buffer;
  readonly #mac: Buffer;

  constructor(key: Buffer) {
    const derive = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `guatu ${use}`, BYTES));
    this.#seal = derive('seal');
    this.#mac = derive('audit');
  }

  /** @param file made with a new key when there is none */
  static open(file: string): Vault {
    if (!existsSync(file)) writeFileSync(file, randomBytes(BYTES), { mode: 0o600, flag: 'wx' });
    const key = readFileSync(file);
    if (key.length !== BYTES)
      throw new Error(`${file}: not a key of ${BYTES} bytes; restore it from the backup`);
    return new Vault(key);
  }

  /** AES-256-GCM: nonce, tag and text, in base64url. */
  seal(text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#seal, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** @throws when it was not sealed by this key, or was changed since */
  unseal(sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.#seal, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  }

  /** HMAC-SHA-256 in hexadecimal. */
  mac(text: string): string {
    return createHmac('sha256', this.#mac).update(text).digest('hex');
  }
}
