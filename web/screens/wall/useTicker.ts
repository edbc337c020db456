import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount, formatPlace } from '../../i18n/format.ts';
import { districtNow } from '../../state/clock.ts';
import { type AreaFigures, dutiesOf, type Known } from '../../state/known.ts';
import { signed } from './signed.ts';
import { type Happening, inTurn, issuesBetween, type TickerLine, visitsBetween } from './ticker.ts';

/** Lines that are kept. */
const MOST = 12;

/** What happened, newest first: found in the figures, each time new ones have come. */
export function useTicker(known: Known, figures: AreaFigures | undefined): TickerLine[] {
  const { t } = useTranslation();
  const zone = known.session?.timezone ?? 'Asia/Shanghai';
  const before = useRef(figures);
  const [news, setNews] = useState<TickerLine[]>([]);
  const number = useRef(0);

  const words = useMemo(
    () =>
      ({ what }: Happening): string => {
        if (what.kind !== 'visits') return t(`wall.ticker.${what.kind}`, { n: formatCount(what.n) });
        // Of people in focus not even how many at one moment.
        const visits = what.inFocus
          ? t('wall.ticker.visitsQuiet')
          : t('wall.ticker.visits', { n: signed(what.n) });
        return `${what.dutyName} ${visits}`;
      },
    [t],
  );

  useEffect(() => {
    const was = before.current;
    before.current = figures;
    if (!was || !figures || was === figures) return;
    const found = inTurn(between(known, was, figures, was.coverage, was.places), MOST);
    if (found.length === 0) return;
    const time = new Intl.DateTimeFormat('zh-CN', {
      ...{ timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    }).format(districtNow());
    const lines = found.map((each) => ({
      key: String(++number.current),
      time,
      place: formatPlace(each.name),
      what: words(each),
    }));
    setNews((old) => [...lines, ...old].slice(0, MOST));
  }, [figures, known, zone, words]);

  const today = useMemo(() => {
    if (!figures) return [];
    const found = inTurn(
      between(known, figures, figures, figures.coverageYesterday, figures.issuesYesterday),
      MOST,
    );
    return found.map((each) => ({
      key: `today ${each.code} ${each.what.kind} ${'duty' in each.what ? each.what.duty : ''}`,
      time: null,
      place: formatPlace(each.name),
      what: words(each),
    }));
  }, [known, figures, words]);

  return useMemo(() => [...news, ...today].slice(0, MOST), [news, today]);
}

/** Happenings of each duty, and those of issues. */
function between(
  known: Known,
  was: AreaFigures,
  now: AreaFigures,
  coverage: AreaFigures['coverage'],
  places: AreaFigures['places'],
): Happening[][] {
  return [
    ...dutiesOf(known).map(({ duty }) => visitsBetween(coverage[duty.id], now.coverage[duty.id], duty)),
    was === now || was.places !== now.places ? issuesBetween(places, now.places) : [],
  ];
}
