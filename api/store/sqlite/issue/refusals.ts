import type { WriteResult } from '#api/store/store.ts';
import type { Refusal } from '#geodata/issue/fold.ts';

export type Refused = Extract<WriteResult, { status: 'refused' }>;

/** A refusal with its place. */
export function refused(id: string, code: Refused['code'], path: string, message: string): Refused {
  return { status: 'refused', id, code, fault: { path, message, code } };
}

/** What is told to whoever works on an issue whose import is being taken back. */
export function leaving(id: string): Refused {
  return refused(id, 'conflict', 'issue', 'the import this issue came with is being taken back');
}

/** What is told of an event that the state of the issue does not allow. */
export function notTaken(id: string, { code, message, path = 'type', allowed }: Refusal): Refused {
  if (code === 'malformed' || code === 'unknownEvent') return refused(id, 'badInput', path, message);
  return refused(id, 'conflict', path, `${message}; allowed now: ${allowed.join(', ') || 'nothing'}`);
}
