import { Secret, TOTP } from 'otpauth';

const STEP_S = 30;
/** Steps a clock may be off, either way. */
const SKEW = 1;

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: 'Guatu', label, secret: Secret.fromBase32(secret), period: STEP_S, digits: 6 });

/** A new secret (160 bits, RFC 4226 section 4) and the address that authenticator apps read. */
export function newSecret(label: string): { secret: string; uri: string } {
  const secret = new Secret({ size: 20 }).base32;
  return { secret, uri: totpOf(secret, label).toString() };
}

/**
 * The step a code belongs to (RFC 6238), at most one before or after that of now.
 *
 * @param lastStep of the last code that was taken: it and those before it are not taken again
 * @returns null for a wrong code, or one that was used
 */
export function stepOfCode(secret: string, code: string, nowMs: number, lastStep: number): number | null {
  const delta = totpOf(secret, '').validate({ token: code, timestamp: nowMs, window: SKEW });
  if (delta === null) return null;
  const step = Math.floor(nowMs / 1000 / STEP_S) + delta;
  return step > lastStep ? step : null;
}
