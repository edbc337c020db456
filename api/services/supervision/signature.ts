import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the moment of a signed message may lie from now, in milliseconds. */
export const SIGNED_FOR_MS = 5 * 60_000;

/** Value of `X-Guatu-Signature` for a body: HMAC-SHA-256 in hexadecimal. */
export function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body, 'utf8').digest('hex')}`;
}

/** Whether a body was signed with a secret; takes as long for a wrong signature as for a right one. */
export function isSignedBy(body: string, signature: string, secret: string): boolean {
  const [expected, given] = [signatureOf(body, secret), signature].map((text) => Buffer.from(text));
  return expected!.length === given!.length && timingSafeEqual(expected!, given!);
}
