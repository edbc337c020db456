import { useTranslation } from 'react-i18next';
import type { GapItem } from '#api/contract/gaps.ts';
import { roleWord } from '../../i18n/duty.ts';

/** Who answers for a row of the list; nobody is said in red. */
export function GapOfficer({ item }: { item: Pick<GapItem, 'officer' | 'subjectType' | 'done'> }) {
  const { t } = useTranslation();
  const { officer, subjectType, done } = item;
  if (officer === null)
    return (
      <span className="gap-officer gap-officer--none" data-testid="gap-officer">
        {t('list.nobody')}
      </span>
    );
  const { name, role } = officer;
  // An area that is short of officers may have several; the first stands for them.
  const several = subjectType === 'area' && done > 1;
  return (
    <span className="gap-officer" data-testid="gap-officer">
      {several ? t('duty.staffing.list.officers', { name, n: done, more: done - 1 }) : name}{' '}
      <small>{roleWord(role, t)}</small>
    </span>
  );
}
