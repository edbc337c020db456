import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { Level } from '#geodata/model.ts';
import { GapGlyph } from '../../components/Glyphs.tsx';
import { formatMoment, formatPlace } from '../../i18n/format.ts';
import type { AreaRow } from '../../queries/rows.ts';
import type { Leader } from './useLeader.ts';

interface FreshnessMenuProps {
  leader: Leader;
  /** The areas below, of one level. */
  areas: readonly AreaRow[];
  level: Level;
  /** How fresh the data of all is. */
  text: string;
}

/** How fresh the data is, and behind it that of every area below. */
export function FreshnessMenu({ leader, areas, level, text }: FreshnessMenuProps) {
  const { t } = useTranslation();
  const silent = areas.filter(({ unknown }) => unknown > 0).length;
  const title = t('panel.freshness', { level: t(`level.${level}`) });
  return (
    <Popover.Root>
      <Popover.Trigger className="freshness" data-testid="data-as-of">
        {text}
        {silent > 0 && <b>{t('panel.silentCount', { areas: t(`count.${level}`, { n: silent }) })}</b>}
        <ChevronDown size={14} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="menu freshness__list" align="start" sideOffset={2} aria-label={title}>
          <p className="menu__label">
            <b>{title}</b> {t('panel.freshnessHint')}
          </p>
          <ul>
            {areas
              .toSorted((a, b) => ((a.lastReceivedAt ?? '') < (b.lastReceivedAt ?? '') ? -1 : 1))
              .map((area) => (
                <FreshRow key={area.code} area={area} leader={leader} />
              ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function FreshRow({ area, leader }: { area: AreaRow; leader: Leader }) {
  const { t } = useTranslation();
  const { code, name, lastReceivedAt, unknown } = area;
  return (
    <li>
      <button
        type="button"
        className="menu__item freshness__item"
        data-testid={`fresh-${code}`}
        onClick={() => leader.navigate({ area: code }, 'push')}
      >
        {formatPlace(name)}
        {unknown > 0 && (
          <span className="freshness__silent">
            <GapGlyph type="noData" />
            {t('panel.silent')}
          </span>
        )}
        <small>{lastReceivedAt ? formatMoment(lastReceivedAt) : t('panel.noData')}</small>
      </button>
    </li>
  );
}
