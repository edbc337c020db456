import type { WriteResult } from '#api/store/store.ts';

export type Refused = Extract<WriteResult, { status: 'refused' }>;

/** A refusal with its place. */
export function refused(id: string, code: Refused['code'], path: string, message: string): Refused {
  return { status: 'refused', id, code, fault: { path, message, code } };
}
