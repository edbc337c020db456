import { type Refused, refused } from '#api/store/sqlite/refusals.ts';
import type { Refusal } from '#geodata/issue/fold.ts';

/** What is told to whoever works on an issue whose import is being taken back. */
export function leaving(id: string): Refused {
  return refused(id, 'conflict', 'issue', 'the import this issue came with is being taken back');
}

/** What is told of an event that the state of the issue does not allow. */
export function notTaken(id: string, { code, message, path = 'type', allowed }: Refusal): Refused {
  if (code === 'malformed' || code === 'unknownEvent') return refused(id, 'badInput', path, message);
  return refused(id, 'conflict', path, `${message}; allowed now: ${allowed.join(', ') || 'nothing'}`);
}
