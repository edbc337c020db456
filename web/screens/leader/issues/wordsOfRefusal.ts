import type { TFunction } from 'i18next';
import { ApiError, isAway } from '../../../api.ts';

const faultsOf = (error: unknown) => (error instanceof ApiError ? (error.problem?.errors ?? []) : []);

/** Whether something is not allowed any more: the issue went on meanwhile. */
export const isPast = (error: unknown): boolean =>
  faultsOf(error).some(({ path, code }) => path === 'type' && code === 'conflict');

/** Why something was not taken; what has no words here stands in the server's own. */
export function wordsOfRefusal(error: unknown, t: TFunction): string {
  if (isAway(error)) return t('state.unreachable');
  const told = error instanceof ApiError ? error.problem : null;
  if (!told) return t('state.failed');
  if (isPast(error)) return t('issues.form.past');
  const words = told.errors.map(({ code, message }) =>
    code === 'sameAccount' ? t('issues.form.verifyHint') : message,
  );
  return words.length > 0 ? words.join('; ') : told.detail;
}
