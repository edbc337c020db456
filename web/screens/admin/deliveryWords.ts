import type { TFunction } from 'i18next';
import { ApiError } from '../../api.ts';

const FAULTS = {
  'url required': 'urlRequired',
  'url invalid': 'urlInvalid',
  'secret required': 'secretRequired',
  'link invalid': 'linkInvalid',
} as const;

/** What is wrong with a field of the settings of delivery, in words; null when nothing is. */
export function deliveryFault(error: unknown, field: 'url' | 'secret' | 'link', t: TFunction): string | null {
  const errors = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  const fault = errors.find(({ path }) => path === field);
  if (!fault) return null;
  const key = FAULTS[`${field} ${fault.code}` as keyof typeof FAULTS];
  if (key) return t(`administration.supervision.fault.${key}`);
  return field === 'secret' ? t('administration.supervision.fault.secretShort') : fault.message;
}

/** Why a message did not arrive, from what the server noted of the attempt. */
export function whyNot(failure: string, t: TFunction): string {
  const status = /^status (\d+)$/.exec(failure)?.[1];
  if (status) return t('administration.supervision.why.status', { status });
  if (failure.startsWith('no answer')) return t('administration.supervision.why.timeout');
  if (failure === 'ECONNREFUSED') return t('administration.supervision.why.refused');
  if (failure === 'ENOTFOUND' || failure === 'EAI_AGAIN') return t('administration.supervision.why.unknown');
  if (failure === 'EBLOCKED' || failure.includes('never posted'))
    return t('administration.supervision.why.blocked');
  return t('administration.supervision.why.other', { code: failure });
}
