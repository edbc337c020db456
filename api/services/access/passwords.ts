import { argon2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { dictionary } from '@zxcvbn-ts/language-common';
import type { Fault } from '#api/errors.ts';
import { PASSWORD_LENGTH } from '#geodata/presets/roles.ts';

const hash = promisify(argon2);
/** OWASP's setting of Argon2id for 19 MiB: two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const TAG_BYTES = 32;
/** Letters of a given password: none that are taken for another. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Passwords known from breaches (zxcvbn's list of 49 000), lower case. */
const breached = new Set<string>(
  (dictionary['passwords-common'] as string[]).map((each) => each.toLowerCase()),
);

/** Derives what is kept of a password: `argon2id$memory$passes$lanes$salt$tag`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive(password, salt, COST);
  return [
    'argon2id',
    COST.memory,
    COST.passes,
    COST.parallelism,
    salt.toString('base64url'),
    tag.toString('base64url'),
  ].join('$');
}

/** Whether a password is the one that was kept; compared in constant time. */
export async function isPassword(kept: string, password: string): Promise<boolean> {
  const [kind, memory, passes, parallelism, salt, tag] = kept.split('$');
  if (kind !== 'argon2id' || !salt || !tag) return false;
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const derived = await derive(password, Buffer.from(salt, 'base64url'), cost);
  const expected = Buffer.from(tag, 'base64url');
  return derived.length === expected.length && timingSafeEqual(derived, expected);
}

function derive(
  password: string,
  salt: Buffer,
  cost: { memory: number; passes: number; parallelism: number },
): Promise<Buffer> {
  // the same letters, however the keyboard composed them
  const message = Buffer.from(password.normalize('NFKC'), 'utf8');
  return hash('argon2id', { message, nonce: salt, tagLength: TAG_BYTES, ...cost }) as Promise<Buffer>;
}

/**
 * What is wrong with a new password: too short or long, known from a breach, or made of the account's own name.
 * No rule on kinds of signs (ASVS 5, 6.2.5): they make passwords that are written down.
 */
export function passwordFaults(password: string, account: { name: string; displayName: string }): Fault[] {
  const path = 'next';
  const signs = [...password.normalize('NFKC')].length;
  const lower = password.normalize('NFKC').toLowerCase();
  if (signs < PASSWORD_LENGTH.min)
    return [{ path, message: `has ${signs} signs, ${PASSWORD_LENGTH.min} at least`, code: 'tooShort' }];
  if (signs > PASSWORD_LENGTH.max)
    return [{ path, message: `has ${signs} signs, ${PASSWORD_LENGTH.max} at most`, code: 'tooLong' }];
  // what is left without digits and signs at the ends is looked up too: password2026! is no better than password
  const core = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  if (breached.has(lower) || breached.has(core) || new Set(lower).size < 5)
    return [{ path, message: 'is known from breaches', code: 'breached' }];
  const own = [account.name, account.displayName].map((name) => name.toLowerCase());
  if (own.some((name) => name.length > 2 && lower.includes(name) && lower.length - name.length < 6))
    return [{ path, message: 'is little more than the account’s own name', code: 'ownName' }];
  return [];
}

/** A password to be given to somebody: 20 letters, some 99 bits. */
export function newPassword(): string {
  const letter = (): string => LETTERS[randomInt(LETTERS.length)]!;
  return Array.from({ length: 4 }, () => Array.from({ length: 5 }, letter).join('')).join('-');
}
