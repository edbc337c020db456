import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TickerLine } from './ticker.ts';

/** What just happened, place by place; at first what happened today. Nobody is named. */
export const Ticker = memo(function Ticker({ lines, most }: { lines: readonly TickerLine[]; most: number }) {
  const { t } = useTranslation();
  const shown = lines.slice(0, most);
  const isNow = shown.some(({ time }) => time !== null);
  return (
    <section className="wall-ticker" data-testid="wall-ticker">
      <h2>{t(isNow ? 'wall.ticker.now' : 'wall.ticker.today')}</h2>
      {shown.length === 0 ? (
        <p>{t('wall.ticker.none')}</p>
      ) : (
        <ul>
          {shown.map(({ key, time, place, what }) => (
            <li key={key}>
              {time !== null && <time>{time}</time>}
              <b>{place}</b>
              <span>{what}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
});
