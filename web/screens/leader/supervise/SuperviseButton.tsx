import { useTranslation } from 'react-i18next';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { GapItem } from '#api/contract/gaps.ts';
import { lazyButton } from '../../../components/lazyPart.tsx';
import { countedText } from '../../../i18n/duty.ts';
import { useMay } from '../../../queries/who.ts';
import type { Leader } from '../useLeader.ts';

const SuperviseGaps = lazyButton(() => import('./SuperviseGaps.tsx').then((module) => module.SuperviseGaps));

interface SuperviseButtonProps {
  leader: Leader;
  duty: DutyInfo;
  items: readonly GapItem[];
}

/** Whether whoever looks may have gaps answered for: those of now, not of a day that is over. */
export function useMaySupervise({ asOf, session }: Leader): boolean {
  const may = useMay('supervise');
  return may && asOf === null && session.data !== undefined;
}

/** Has gaps answered for; loaded by those alone who may. */
export function SuperviseButton({ leader, duty, items }: SuperviseButtonProps) {
  const { t } = useTranslation();
  if (!useMaySupervise(leader)) return null;
  return (
    <SuperviseGaps
      items={items}
      duty={duty.id}
      period={leader.periodKey}
      subjects={countedText(items.length, duty, t)}
      today={leader.session.data?.today ?? ''}
    />
  );
}
