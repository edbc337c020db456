import { useTranslation } from 'react-i18next';
import type { DutyInfo, SummaryRow } from '#api/contract/coverage.ts';
import { GAP_TYPES } from '#geodata/model.ts';
import { GapGlyph } from '../../components/Glyphs.tsx';
import { gapWord } from '../../i18n/duty.ts';
import { formatCount } from '../../i18n/format.ts';

/** What is missing of a duty, by type, each with its shape, its word and its count. */
export function Gaps({ duty, row }: { duty: DutyInfo; row: SummaryRow }) {
  const { t } = useTranslation();
  const types = GAP_TYPES.filter((type) => row.gaps[type] > 0);
  if (types.length === 0) return null;
  return (
    <div className="wall-gaps" data-testid="wall-gaps">
      <div className="wall-section-head">
        <h2>
          {t('wall.gaps')} {formatCount(row.gapCount)}
        </h2>
      </div>
      <div className="wall-gaps__bar" aria-hidden="true">
        {types.map((type) => (
          <i key={type} data-gap={type} style={{ flexGrow: row.gaps[type] }} />
        ))}
      </div>
      <ul>
        {types.map((type) => (
          <li key={type}>
            <GapGlyph type={type} />
            {gapWord(type, duty, t)} <b>{formatCount(row.gaps[type])}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
