import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReachAnswer } from '#api/contract/reach.ts';
import type { ServicePointItem } from '#api/contract/servicePoints.ts';
import { formatCount } from '../../../i18n/format.ts';
import { kindMarks } from '../../../map/serviceGlyphs.ts';
import {
  childAreasQuery,
  type FarLevel,
  farQuery,
  type ReachAsked,
  reachQuery,
  servicePointsQuery,
  serviceSettingsQuery,
  stopsQuery,
} from '../../../queries/services.ts';
import { useMay } from '../../../queries/who.ts';
import type { Leader } from '../useLeader.ts';
import { addDays, instantOf, type Moment, momentOf } from './moment.ts';

/** Days in which a moving point is asked to stop at least once. */
const REACH_DAYS = 30;

/** Whose reach is asked for when the address names nobody, as the interface has it. */
export const USUAL_DEMAND = 'households';

/** Everything the layer of services asks for, from the address to the answers. */
export function useServices(leader: Leader) {
  const { url, code, lang, today, session, scope, detail, parents } = leader;
  const zone = session.data?.timezone ?? 'Asia/Shanghai';
  const now = session.data?.now ?? null;
  const moment: Moment | null = useMemo(
    () => (url.at !== null ? momentOf(url.at) : now === null ? null : momentOf(now)),
    [url.at, now],
  );
  const at = url.at === null || moment === null ? null : instantOf(moment, zone);
  const top = scope[0]?.code ?? '';
  const settings = useQuery(serviceSettingsQuery());
  const everywhere = useQuery({ ...servicePointsQuery({ area: top, at, lang }), enabled: top !== '' });
  const here = useQuery({ ...servicePointsQuery({ area: code ?? '', at, lang }), enabled: code !== null });
  const day = moment?.day ?? today ?? '';
  const elsewhen = url.at !== null && day !== today;
  const asked: ReachAsked = useMemo(
    () => ({
      area: code ?? '',
      kinds: url.kinds,
      demand: url.demand,
      metres: url.within,
      from: elsewhen ? addDays(day, 1 - REACH_DAYS) : null,
      to: elsewhen ? day : null,
      lang,
    }),
    [code, url.kinds, url.demand, url.within, elsewhen, day, lang],
  );
  const reach = useQuery({ ...reachQuery(asked), enabled: code !== null });
  const reaches = useQueries({
    queries: parents.map((parent) => reachQuery({ ...asked, area: parent.code })),
    combine: (results) => ({
      data: results.flatMap(({ data }): ReachAnswer[] => (data ? [data] : [])),
      pending: results.some(({ isPending, isPlaceholderData }) => isPending || isPlaceholderData),
      failed: results.find(({ isError, data }) => isError && !data) ?? null,
    }),
  });
  const names = useQueries({
    queries: parents.map((parent, i) => {
      const level = parents[i + 1]?.level ?? detail?.childLevel ?? null;
      return childAreasQuery(parent.code, level, lang);
    }),
    combine: (results) => ({
      data: results.flatMap(({ data }) => (data ? [data] : [])),
      pending: results.some(({ isPending }) => isPending),
    }),
  });
  const level: FarLevel = 'grid';
  const far = useQuery({ ...farQuery({ ...asked, level }), enabled: code !== null });
  const stops = useQuery({
    ...stopsQuery({ area: code ?? '', from: day, to: day, lang }),
    enabled: code !== null && day !== '',
  });
  const kinds = useMemo(() => {
    const set = settings.data?.kinds.map(({ id, name, form }) => ({
      ...{ id, form },
      name: lang === 'en' ? name.en : name.zh,
    }));
    return set ?? everywhere.data?.kinds ?? [];
  }, [settings.data, everywhere.data, lang]);
  const marks = useMemo(() => kindMarks(kinds), [kinds]);
  const wanted = useMemo(() => url.kinds?.split(',') ?? null, [url.kinds]);
  const shown = useCallback(
    (items: readonly ServicePointItem[]) =>
      wanted === null ? items : items.filter(({ kind }) => wanted.includes(kind)),
    [wanted],
  );
  const { t } = useTranslation();
  const demand = settings.data?.demands.find(({ id }) => id === (url.demand ?? USUAL_DEMAND));
  const type = demand?.type ?? 'household';
  /** So many of those whose reach is asked for: `1,234 户`. */
  const people = useCallback((n: number) => t(`subjects.${type}`, { n: formatCount(n) }), [t, type]);
  return {
    zone,
    /** The moment of the clock, also when it is now; null until it is known. */
    moment,
    /** The same as an instant; null is now. */
    at,
    day,
    settings,
    kinds,
    marks,
    wanted,
    /** Points of all that may be seen, for the map, and of the area in view, for its figures. */
    everywhere,
    here,
    shown,
    people,
    asked,
    reach,
    /** Reach of the areas below each parent, from the top down. */
    reaches,
    names,
    level,
    far,
    stops,
    mayPlan: useMay('programme'),
    waiting:
      everywhere.isPending ||
      everywhere.isPlaceholderData ||
      names.pending ||
      (url.reach !== 'points' && reaches.pending),
  };
}
export type Services = ReturnType<typeof useServices>;
