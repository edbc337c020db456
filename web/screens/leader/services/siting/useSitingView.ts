import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { SitingResult } from '#api/contract/reach.ts';
import type { Level, LonLat } from '#geodata/model.ts';
import type { ServicesView } from '../../../../map/layers/services.ts';
import { shareClass } from '../../../../map/reachClasses.ts';
import { childAreasQuery, reachQuery } from '../../../../queries/services.ts';
import type { Leader } from '../../useLeader.ts';

/** What a siting shows on the map. */
export interface SitingView {
  chosen: ServicesView['chosen'];
  candidates: readonly LonLat[];
  /** Share reached by area, before or after; null while there is no result. */
  shares: {
    level: Level;
    areas: readonly { code: string; name: string }[];
    shares: ReadonlyMap<string, number | null>;
    classes: ReadonlyMap<string, number>;
  } | null;
}

/** Which side of a siting is shown, and which of its places is marked. */
export interface SitingLook {
  side: 'before' | 'after';
  marked: number | null;
  /** Places drawn for the siting that is being prepared. */
  drawn: readonly LonLat[];
}

/** Turns a siting into what the map draws: areas that do not change keep the share the district has now. */
export function useSitingView(
  leader: Leader,
  siting: SitingResult | null,
  look: SitingLook,
): SitingView | null {
  const { lang, url } = leader;
  const result = siting?.result ?? null;
  const area = siting?.input.area ?? '';
  const names = useQuery({
    ...childAreasQuery(area, result?.level ?? null, lang),
    enabled: result !== null,
  });
  const base = useQuery({
    ...reachQuery({
      ...{ area, lang, from: null, to: null, level: result?.level ?? null },
      kinds: siting && siting.input.kinds.length > 0 ? siting.input.kinds.join(',') : null,
      demand: siting?.input.demand ?? null,
      metres: siting?.input.metres ?? null,
    }),
    enabled: result !== null,
  });
  return useMemo(() => {
    if (url.siting === null) return null;
    if (!result) return { chosen: [], candidates: look.drawn, shares: null };
    const shares = new Map<string, number | null>(
      (base.data?.columns.code ?? []).map((code, i) => [code, base.data?.columns.share[i] ?? null]),
    );
    const { columns } = result;
    for (const [i, code] of columns.code.entries()) {
      const demand = columns.demand[i] ?? 0;
      shares.set(code, demand > 0 ? (columns[look.side][i] ?? 0) / demand : null);
    }
    return {
      chosen:
        look.side === 'after'
          ? result.chosen.map(({ position: [lon, lat] }, i) => ({
              ...{ key: `chosen:${i}`, at: [lon, lat] as LonLat, rank: i + 1, marked: i === look.marked },
            }))
          : [],
      candidates: [],
      shares: names.data
        ? {
            level: result.level,
            areas: names.data.areas,
            shares,
            classes: new Map([...shares].map(([code, share]) => [code, shareClass(share)])),
          }
        : null,
    };
  }, [url.siting, result, base.data, names.data, look]);
}
