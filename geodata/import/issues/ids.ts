import { createHash } from 'node:crypto';

/** Namespace of ids derived from references of other systems; made once, at random. */
const NAMESPACE = Buffer.from('8f0a3c52b7d94f0e9a6c41d27be85f13', 'hex');

/**
 * The id of something of another system, always the same: a UUID of version 5 (RFC 9562, 5.5).
 *
 * @param parts what names it, such as the system and the reference
 */
export function derivedId(...parts: readonly string[]): string {
  // JSON, so that no two lists of parts read the same
  const digest = createHash('sha1').update(NAMESPACE).update(JSON.stringify(parts)).digest();
  digest[6] = (digest[6]! & 0x0f) | 0x50;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
