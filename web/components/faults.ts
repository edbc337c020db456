import type { TFunction } from 'i18next';
import { ApiError, isAway } from '../api.ts';

/** What the server says is wrong with a field of what was sent, or below it; null when nothing is. */
export function faultAt(error: unknown, path: string): string | null {
  const errors = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return errors.find((each) => each.path === path || each.path.startsWith(`${path}.`))?.message ?? null;
}

/** Why something failed, in words for whoever tried it. */
export function wordsOf(error: unknown, t: TFunction): string {
  if (isAway(error)) return t('state.unreachable');
  return (error instanceof ApiError && error.problem?.detail) || t('state.failed');
}
