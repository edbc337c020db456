import type { Context } from 'hono';
import type { Signature } from '#api/contract/figures.ts';
import { CodedError } from '#api/errors.ts';
import type { Env } from '#api/http.ts';

/**
 * Whether who asks may see figures alone, such as a display: many people look at it. Then small figures on people
 * in focus are withheld whatever was asked, nobody's own work is told, and a signature has no name.
 */
const figuresOnly = (c: Context<Env>): boolean => !c.var.principal?.permissions.has('list');

/** A question as it may be asked. @throws CodedError `notAllowed` for figures of officers one by one */
export function permitted<T extends { smallCells: 'shown' | 'withheld'; by?: string | undefined }>(
  c: Context<Env>,
  query: T,
): T {
  if (!figuresOnly(c)) return query;
  if (query.by === 'officer')
    throw new CodedError('notAllowed', 'Figures of officers need the permission list.');
  return { ...query, smallCells: 'withheld' };
}

/** A signature as it may be seen: that it was signed, and when. */
export function unsigned<T extends Signature | null>(c: Context<Env>, signed: T): T {
  return signed !== null && figuresOnly(c) ? { ...signed, by: '', note: null } : signed;
}
