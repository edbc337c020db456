import type { TFunction } from 'i18next';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { GapType } from '#geodata/model.ts';
import { formatCount } from './format.ts';

/** Whether a duty wants officers in areas, not visits to subjects. */
export const isStaffing = (duty: Pick<DutyInfo, 'kind'>): boolean => duty.kind === 'staffing';

/** How much a duty wants: `每月 2 次`, `每格 5–10 人`. */
export function rhythmText(duty: Pick<DutyInfo, 'kind' | 'period' | 'n' | 'max'>, t: TFunction): string {
  const { n, max } = duty;
  if (!isStaffing(duty)) return t(`rhythm.${duty.period}`, { n });
  const people = max === null || max === n ? formatCount(n) : `${formatCount(n)}–${formatCount(max)}`;
  return t('staffing.rhythm', { people });
}

/** The type of a gap in the words of the duty. */
export const gapWord = (type: GapType, duty: Pick<DutyInfo, 'kind'>, t: TFunction): string =>
  isStaffing(duty) ? t(`staffing.gap.${type}`) : t(`gap.${type}`);

const ROLES = ['gridWorker', 'member', 'cadre', 'firstSecretary'] as const;

/** What an officer is; a role of the district's own stands as it was sent. */
export function roleWord(role: string, t: TFunction): string {
  const known = ROLES.find((each) => each === role);
  return known ? t(`role.${known}`) : role;
}
