import type { TFunction } from 'i18next';
import { ApiError, isAway } from '../api.ts';

/** Refusals that have words of their own here; any other stands in the server's. */
const REFUSALS = ['wrongSignIn', 'tooMany', 'notAllowed', 'conflict', 'notFound', 'unavailable'] as const;

/** The key of the words for what is wrong with a field. */
const FAULTS = {
  'current wrong': 'wrongPassword',
  'next tooShort': 'tooShort',
  'next tooLong': 'tooLong',
  'next breached': 'breached',
  'next ownName': 'ownName',
  'next same': 'same',
  'code wrong': 'wrongCode',
  'name taken': 'taken',
  'scope.areas notFound': 'noArea',
  'scope.areas scope': 'scope',
} as const;

/** Whether a place in what was sent is a field or lies in it: `scope.areas[1]` lies in `scope.areas`. */
const within = (path: string, field: string): boolean =>
  path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);

/** What the server says is wrong with a field of what was sent, in words; null when nothing is. */
export function faultAt(error: unknown, field: string, t: TFunction): string | null {
  const errors = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  const fault = errors.find(({ path }) => within(path, field));
  if (!fault) return null;
  const key = FAULTS[`${field} ${fault.code}` as keyof typeof FAULTS];
  return key ? t(`access.fault.${key}`) : fault.message;
}

/** Why something failed, in words for whoever tried it. */
export function wordsOf(error: unknown, t: TFunction): string {
  if (isAway(error)) return t('state.unreachable');
  const told = error instanceof ApiError ? error.problem : null;
  if (!told) return t('state.failed');
  const refusal = REFUSALS.find((code) => told.type === `urn:guatu:${code}`);
  return refusal ? t(`access.refusal.${refusal}`) : told.detail;
}
