import type { z } from 'zod';
import { CodedError } from '#api/errors.ts';

/** The place in a list from which a page goes on, as text that nobody should read. */
export function encodeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * @param schema what a place of this list looks like
 * @throws CodedError `badRequest` when the cursor was not made here
 */
export function decodeCursor<T extends z.ZodType>(cursor: string, schema: T): z.output<T> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new CodedError('badRequest', 'The cursor is not one of ours.', [
      { path: 'cursor', message: 'pass the nextCursor of the answer before', code: 'invalid' },
    ]);
  }
}
