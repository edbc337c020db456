import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { StopsAnswer } from '#api/contract/servicePoints.ts';
import type { LonLat } from '#geodata/model.ts';
import { formatClock, formatPercent, formatPlace, formatRate, shortPlaces } from '../../../i18n/format.ts';
import { type ServiceDot, type ServicesView, serviceOverlay } from '../../../map/layers/services.ts';
import { type ReachRow, reachRows } from '../../../map/reachClasses.ts';
import { openState } from '../../../map/serviceGlyphs.ts';
import type { Overlay, Stratum } from '../../../map/view.ts';
import type { Leader } from '../useLeader.ts';
import type { SitingView } from './siting/useSitingView.ts';
import type { Services } from './useServices.ts';
import { metresText } from './words.ts';

/** What the open point adds to the map. */
export interface PointWay {
  route: readonly LonLat[] | null;
  stops: StopsAnswer['items'];
}

/** Areas with the values of the way to show them, or plain ground; and the points over them. */
export function useServiceMap(
  leader: Leader,
  services: Services,
  way: PointWay | null,
  siting: SitingView | null,
): { strata: readonly Stratum[]; plain: boolean; overlay: Overlay } {
  const { t } = useTranslation();
  const { url, lang } = leader;
  const { names, reaches, everywhere, far, marks, shown } = services;
  const show = url.reach;
  const plain = show === 'points' && siting?.shares == null;
  const strata = useMemo((): Stratum[] => {
    const noData = t('services.legend.none');
    const noteOf = (row: ReachRow | undefined): string => {
      if (show === 'points') return '';
      if (row?.value == null) return noData;
      if (show === 'reach') return `${formatPercent(row.value)}%`;
      return show === 'bands' ? metresText(row.value, t) : formatRate(row.value);
    };
    const own = names.data.flatMap(({ parent, level, areas }): Stratum[] => {
      if (level === null) return [];
      const answer = reaches.data.find(({ area }) => area.code === parent);
      const rows = new Map(
        show === 'points' || !answer ? [] : reachRows(answer, show).map((row) => [row.code, row] as const),
      );
      return [stratumOf(level, areas, lang, (code) => [rows.get(code)?.index ?? 0, noteOf(rows.get(code))])];
    });
    if (!siting?.shares) return own;
    const { level, areas, shares, classes } = siting.shares;
    const over = stratumOf(level, areas, lang, (code) => {
      const share = shares.get(code) ?? null;
      return [classes.get(code) ?? 0, share === null ? noData : `${formatPercent(share)}%`];
    });
    return [...own.filter((stratum) => stratum.level !== level), over];
  }, [names.data, reaches.data, show, lang, siting?.shares, t]);
  const view = useMemo((): ServicesView => {
    const items = shown(everywhere.data?.items ?? []);
    const points = items.flatMap((item): ServiceDot[] => {
      const mark = marks.get(item.kind);
      if (!mark || item.position === null) return [];
      const [lon, lat] = item.position;
      return [{ id: item.id, name: item.name, at: [lon, lat], mark, state: openState(item.open) }];
    });
    const moves = items.flatMap(({ form, position, next, id }) =>
      form === 'moving' && position && next && (url.point === null || url.point === id)
        ? [{ from: pair(position), to: pair(next.position) }]
        : [],
    );
    const showsFar = show === 'reach' || show === 'bands';
    return {
      points,
      selected: url.point,
      moves: way || show !== 'points' || siting ? [] : moves,
      route: way?.route ?? null,
      stops: stopMarks(way?.stops ?? []),
      far:
        showsFar && siting === null
          ? (far.data?.items ?? []).map(({ area, position, outOfReach }) => ({
              ...{ key: `area:${area.code}`, at: pair(position), n: outOfReach },
            }))
          : [],
      chosen: siting?.chosen ?? [],
      candidates: siting?.candidates ?? [],
      quiet: show !== 'points' || siting !== null,
    };
  }, [everywhere.data, marks, shown, url.point, show, way, far.data, siting]);
  return { strata, plain, overlay: useMemo(() => serviceOverlay(view), [view]) };
}

const pair = ([lon, lat]: readonly [number, number]): LonLat => [lon, lat];

/** Each stop once, with when it is there the first time. */
function stopMarks(items: StopsAnswer['items']): ServicesView['stops'] {
  const seen = new Map<string, { at: LonLat; label: string }>();
  for (const { stop, stopName, position, day, from } of items)
    if (!seen.has(stop))
      seen.set(stop, { at: pair(position), label: `${stopName} ${day.slice(5)} ${formatClock(from)}` });
  return [...seen.values()];
}

function stratumOf(
  level: Stratum['level'],
  areas: readonly { code: string; name: string }[],
  lang: string,
  look: (code: string) => [index: number, note: string],
): Stratum {
  const names = areas.map(({ name }) => (lang === 'en' ? name : formatPlace(name)));
  const shorts = shortPlaces(names);
  return {
    level,
    areas: areas.map(({ code }, i) => {
      const [index, note] = look(code);
      return { code, name: names[i] ?? '', short: shorts[i] ?? '', note, light: null, index, rank: -index };
    }),
  };
}
