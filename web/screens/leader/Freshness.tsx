import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { GapGlyph } from '../../components/Glyphs.tsx';
import { formatDay, formatMoment, formatPlace } from '../../i18n/format.ts';
import './Freshness.css';
import type { Leader } from './useLeader.ts';

/** How fresh the data is, and whether an import moves figures while one looks. */
export function Freshness({ leader }: { leader: Leader }) {
  return (
    <>
      <DataAsOf leader={leader} />
      <Importing leader={leader} />
    </>
  );
}

/** That an import is being written or taken back, and how far it is. */
export function Importing({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const importing = leader.session.data?.importing;
  if (!importing) return null;
  return (
    <span className="freshness__importing" role="status" data-testid="importing">
      {t(`panel.importing.${importing.doing}`, { n: Math.floor(100 * importing.progress) })}
    </span>
  );
}

/** The moment of the last record, and behind it that of every area below. */
function DataAsOf({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { summary, asOf, today, inView, rows } = leader;
  if (!summary.data) return null;
  // The moment of the last record is that of now: of a past day the day itself is what counts.
  if (asOf !== null)
    return (
      <span data-testid="data-as-of">{t('period.history', { day: formatDay(asOf, today ?? asOf) })}</span>
    );
  const received = summary.data.lastReceivedAt;
  // Records are told of by where they are at home, which is no zone.
  if (received === null && leader.detail?.level === 'zone') return null;
  const text = received ? t('panel.asOf', { time: formatMoment(received) }) : t('panel.noData');
  if (!inView || !rows || rows.areas.length === 0 || inView.level === 'zone')
    return <span data-testid="data-as-of">{text}</span>;
  const silent = rows.areas.filter(({ unknown }) => unknown > 0).length;
  return (
    <Popover.Root>
      <Popover.Trigger className="freshness" data-testid="data-as-of">
        {text}
        {silent > 0 && <b>{t('panel.silentCount', { areas: t(`count.${inView.level}`, { n: silent }) })}</b>}
        <ChevronDown size={14} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu freshness__list"
          align="start"
          sideOffset={2}
          aria-label={t('panel.freshness', { level: t(`level.${inView.level}`) })}
        >
          <FreshRows leader={leader} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function FreshRows({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { inView, rows, navigate } = leader;
  const areas = (rows?.areas ?? []).toSorted((a, b) =>
    (a.lastReceivedAt ?? '') < (b.lastReceivedAt ?? '') ? -1 : 1,
  );
  return (
    <>
      <p className="menu__label">
        <b>{t('panel.freshness', { level: t(`level.${inView?.level ?? 'town'}`) })}</b>{' '}
        {t('panel.freshnessHint')}
      </p>
      <ul>
        {areas.map(({ code, name, lastReceivedAt, unknown }) => (
          <li key={code}>
            <button
              type="button"
              className="menu__item freshness__item"
              data-testid={`fresh-${code}`}
              onClick={() => navigate({ area: code }, 'push')}
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
        ))}
      </ul>
    </>
  );
}
