import { useTranslation } from 'react-i18next';
import { GapGlyph } from '../../components/Glyphs.tsx';
import { UnmaskButton } from '../../components/UnmaskButton.tsx';
import { useUnmask } from '../../components/useUnmask.ts';
import { gapWord } from '../../i18n/duty.ts';
import type { MySubject } from './myList.ts';
import { placeOf } from './VisitRow.tsx';

/** Who is called on, where, and what for. */
export function SubjectHead({ row }: { row: MySubject }) {
  const { t } = useTranslation();
  const unmask = useUnmask(row.type === 'officer' ? 'officers' : 'subjects', row.subject);
  return (
    <div className="subject-head">
      <h2>
        {unmask.seen?.name ?? row.name} <small>{row.tags.join(' · ')}</small>
      </h2>
      <p className="subject-head__place">
        <span>{placeOf(row)}</span>
        <UnmaskButton unmask={unmask} masked={row.name} />
      </p>
      <p className="visit-row__duties">
        {row.gaps.map((gap) => (
          <span key={`${gap.duty.id} ${gap.event?.id ?? ''}`} data-over={gap.type === 'overdue'}>
            <GapGlyph type={gap.type} size={13} />
            {gapWord(gap.type, gap.duty, t)}
            <small>{gap.duty.name}</small>
          </span>
        ))}
        {row.quotas.map(({ duty }) => (
          <span key={duty.id}>
            <GapGlyph type="pending" size={13} />
            {t('visit.list.unseen')}
            <small>{duty.name}</small>
          </span>
        ))}
      </p>
    </div>
  );
}
