import type { TFunction } from 'i18next';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { GapType } from '#geodata/model.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';
import { formatCount } from './format.ts';

/** Whether a duty wants officers in areas, not visits to subjects. */
export const isStaffing = (duty: Pick<DutyInfo, 'kind'>): boolean => duty.kind === 'staffing';

/** How much a duty wants: `每月 2 次`, `每人每月走访 20 户`, `14 天内`, `每格 5–10 人`. */
export function rhythmText(
  duty: Pick<DutyInfo, 'kind' | 'period' | 'n' | 'max' | 'days' | 'calendar'> &
    Partial<Pick<DutyInfo, 'tree'>>,
  t: TFunction,
): string {
  const { kind, period, n, max, days, calendar } = duty;
  if (kind === 'coverSubjects') return t(`rhythm.${period}`, { n });
  if (kind === 'officerQuota') return t(`duty.officerQuota.rhythm.${period}`, { n: formatCount(n) });
  if (kind === 'afterEvent') return t(`duty.afterEvent.within.${calendar}`, { n: formatCount(days ?? 0) });
  const people = max === null || max === n ? formatCount(n) : `${formatCount(n)}–${formatCount(max)}`;
  const zoned = (duty.tree ?? ADMINISTRATIVE) !== ADMINISTRATIVE;
  return t(zoned ? 'duty.staffing.rhythmZone' : 'duty.staffing.rhythm', { people });
}

/** What a duty counts: events have their subjects' type, yet are counted one by one. */
const countedOf = ({ kind, subjectType }: Pick<DutyInfo, 'kind' | 'subjectType'>) =>
  kind === 'afterEvent' ? 'event' : subjectType;

/** So many of what a duty counts: `12 户`, `3 名干部`, `5 件`. */
export const countedText = (n: number, duty: Pick<DutyInfo, 'kind' | 'subjectType'>, t: TFunction): string =>
  n === 1 ? t(`subjectsOne.${countedOf(duty)}`) : t(`subjects.${countedOf(duty)}`, { n: formatCount(n) });

/** The measure word alone, for a number that stands apart. */
export const countedUnit = (duty: Pick<DutyInfo, 'kind' | 'subjectType'>, t: TFunction): string =>
  t(`subject.${countedOf(duty)}`);

/** The type of a gap in the words of the duty. */
export const gapWord = (type: GapType, duty: Pick<DutyInfo, 'kind'>, t: TFunction): string =>
  t(`duty.${duty.kind}.gap.${type}`);

const ROLES = ['gridWorker', 'member', 'cadre', 'firstSecretary'] as const;

/** What an officer is; a role of the district's own stands as it was sent. */
export function roleWord(role: string, t: TFunction): string {
  const known = ROLES.find((each) => each === role);
  return known ? t(`role.${known}`) : role;
}

const EVENTS = ['assignment', 'birthday', 'illness', 'settled'] as const;

/** What started a clock; a kind of the district's own stands as it was sent. */
export function eventWord(kind: string, t: TFunction): string {
  const known = EVENTS.find((each) => each === kind);
  return known ? t(`event.${known}`) : kind;
}
