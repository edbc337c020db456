import { hash } from 'node:crypto';

/** Tells whether a record that was sent again is the same. */
export function contentHash(content: object): string {
  return hash('sha256', JSON.stringify(sorted(content)), 'hex').slice(0, 32);
}

/** The same content whatever the order its fields come in; one that is left out is one that is null. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, each]) => each !== null && each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
