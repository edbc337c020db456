import { useTranslation } from 'react-i18next';
import { formatClock, formatDay, formatPlace } from '../../i18n/format.ts';
import type { AreaFigures } from '../../state/known.ts';

/** Lines there is room for beside the map. */
const MOST = 4;

/** Moving services: where those are that are open, then who comes where next. */
export function Desks({ services }: { services: AreaFigures['services'] | undefined }) {
  const { t } = useTranslation();
  if (!services) return null;
  const today = services.at.slice(0, 10);
  const out = services.items.flatMap(({ id, name, now }) =>
    now ? [{ id, name, stop: now, isOut: true }] : [],
  );
  const soon = services.items
    .flatMap(({ id, name, now, next }) => (!now && next ? [{ id, name, stop: next, isOut: false }] : []))
    .toSorted((a, b) => Date.parse(a.stop.from) - Date.parse(b.stop.from));
  return (
    <ul className="wall-desks" data-testid="wall-desks">
      {[...out, ...soon].slice(0, MOST).map(({ id, name, stop, isOut }) => (
        <li key={id} data-out={isOut}>
          <b>{name}</b>
          <span>{formatPlace(stop.stopName)}</span>
          <time>
            {isOut
              ? t('wall.desks.until', { time: formatClock(stop.to) })
              : stop.day === today
                ? t('wall.desks.from', { time: formatClock(stop.from) })
                : formatDay(stop.day, today)}
          </time>
        </li>
      ))}
    </ul>
  );
}
