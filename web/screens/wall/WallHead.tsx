import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatClock, formatMoment } from '../../i18n/format.ts';
import type { AreaFigures, Known } from '../../state/known.ts';
import { issuesSince } from './figures.ts';
import { signed } from './signed.ts';
import type { Connection } from './useConnection.ts';
import { useDistrictClock } from './useDistrictClock.ts';

/** What it is, what changed since yesterday, whether it is fresh, and what time it is. */
export const WallHead = memo(function WallHead({
  known,
  figures,
  title,
  connection,
}: {
  known: Known;
  figures: AreaFigures | undefined;
  title: string | null;
  connection: Connection;
}) {
  const { t } = useTranslation();
  const since = issuesSince(figures?.places, figures?.issuesYesterday);
  const received = figures?.summary?.lastReceivedAt ?? null;
  const time =
    received === null
      ? null
      : received.slice(0, 10) === known.session?.today
        ? formatClock(received)
        : formatMoment(received);
  return (
    <header className="wall-head">
      <h1>
        {title ?? figures?.detail?.name ?? t('app.name')} <small>{t('wall.title')}</small>
      </h1>
      {known.session?.demo && <span className="wall-tag">{t('wall.demo')}</span>}
      <dl className="wall-head__since" data-testid="wall-since">
        {since && (
          <>
            <dt>{t('wall.sinceYesterday')}</dt>
            {(['reported', 'settled', 'overdue'] as const).map((what) => (
              <dd key={what}>
                {t(`wall.head.${what}`)} <b>{signed(since[what])}</b>
              </dd>
            ))}
          </>
        )}
      </dl>
      <ConnectionLight connection={connection} />
      {time !== null && <span data-testid="wall-as-of">{t('wall.asOf', { time })}</span>}
      <Clock zone={known.session?.timezone ?? 'Asia/Shanghai'} />
    </header>
  );
});

function ConnectionLight({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const { state, since } = connection;
  return (
    <span className="wall-light" data-state={state} data-testid="wall-connection">
      <svg viewBox="0 0 14 14" aria-hidden="true">
        {state === 'fresh' ? <circle cx="7" cy="7" r="5.5" /> : <path d="M7 1.4 13.3 12.4H.7z" />}
      </svg>
      {state === 'fresh' ? t('wall.connected') : t('wall.staleSince', { time: since })}
      {state === 'shut' && <small>{t('wall.shut')}</small>}
    </span>
  );
}

function Clock({ zone }: { zone: string }) {
  const { day, time } = useDistrictClock(zone);
  return (
    <>
      <span className="wall-head__day">{day}</span>
      <time className="wall-clock" data-testid="wall-clock">
        {time}
      </time>
    </>
  );
}
