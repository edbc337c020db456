import { useTranslation } from 'react-i18next';
import type { DutyInfo, SummaryRow } from '#api/contract/coverage.ts';
import { GapGlyph } from '../../components/Glyphs.tsx';
import { countedText } from '../../i18n/duty.ts';
import { formatCount, formatDay } from '../../i18n/format.ts';

interface DutyNotesProps {
  row: SummaryRow;
  duty: DutyInfo;
  /** The day that stands for now. */
  asOf: string;
}

/** Quiet lines under the figure: what is not known, and what somebody signed. */
export function DutyNotes({ row, duty, asOf }: DutyNotesProps) {
  const { t } = useTranslation();
  const { signed } = row;
  if (row.unknown === 0 && !signed) return null;
  const of = (figure: { done: number; required: number }) => ({
    done: formatCount(figure.done),
    required: formatCount(figure.required),
  });
  return (
    <ul className="duty-notes">
      {row.unknown > 0 && (
        <li data-testid="figure-silent">
          <GapGlyph type="noData" />
          <span>{t('figure.silent', { subjects: countedText(row.gaps.noData, duty, t) })}</span>
        </li>
      )}
      {signed && (
        <li data-testid="figure-signed">
          <span>
            {t('figure.signed', {
              by: signed.by,
              day: formatDay(signed.at.slice(0, 10), asOf),
              ...of(signed),
            })}
            {signed.changed && <b>{t('figure.signedNow', of(row))}</b>}
          </span>
        </li>
      )}
    </ul>
  );
}
