import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { GapItem } from '#api/contract/gaps.ts';
import type { GapType } from '#geodata/model.ts';
import type { PointsView } from '../../../map/points.ts';
import { type GapsAsked, gapsQuery } from '../../../queries/gaps.ts';
import { gapTypesOf } from '../gapTypes.ts';
import type { Leader } from '../useLeader.ts';
import { amountsOf, pointsOf, rowKey } from './rowKey.ts';

const NONE: readonly GapItem[] = [];

/** The list of who has not been reached as table and map share it: rows, filters, what is chosen and pointed at. */
export function useGapList(leader: Leader) {
  const { url, chosen, detail, period, asOf, lang, code } = leader;
  const open = url.list !== null && chosen !== null && detail !== null;
  const duty = chosen?.duty ?? null;
  const { list, tags, officer, sort } = url;
  const asked = useMemo(
    (): GapsAsked => ({ duty: duty?.id ?? '', period, asOf, area: code ?? '', list, tags, officer, sort }),
    [duty?.id, period, asOf, code, list, tags, officer, sort],
  );
  const query = useInfiniteQuery({ ...gapsQuery(asked, lang), enabled: open });
  const { data } = query;
  // A later page knows the newer counts.
  const answer = data?.pages.at(-1) ?? null;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? NONE, [data]);

  const place = `${asked.area} ${asked.duty} ${asked.period ?? ''}`;
  const [chosenRows, setChosenRows] = useState<{ place: string; keys: ReadonlySet<string> }>({
    place,
    keys: new Set(),
  });
  // What was chosen elsewhere is not chosen here, nor is what a filter has taken away.
  const keys = useMemo(() => {
    const now = chosenRows.place === place ? chosenRows.keys : new Set<string>();
    return new Set(items.map(rowKey).filter((key) => now.has(key)));
  }, [chosenRows, place, items]);
  const choose = useCallback(
    (change: readonly string[], on: boolean) =>
      setChosenRows((before) => {
        const next = new Set(before.place === place ? before.keys : []);
        for (const key of change) {
          if (on) next.add(key);
          else next.delete(key);
        }
        return { place, keys: next };
      }),
    [place],
  );

  const [pointed, setPointed] = useState<string | null>(null);
  const [marked, setMarked] = useState<{ key: string } | null>(null);
  const points = useMemo(() => pointsOf(items), [items]);
  const amounts = useMemo(() => (answer ? amountsOf(answer.facets.areas, items) : null), [answer, items]);
  const shown = useMemo((): PointsView | null => {
    if (!open) return null;
    const rings = new Set([...keys, ...(pointed === null ? [] : [pointed]), ...(marked ? [marked.key] : [])]);
    return {
      points,
      amounts,
      marked: [...rings].map((key) => ({ key, selected: keys.has(key), pointed: key === pointed })),
    };
  }, [open, points, amounts, keys, pointed, marked]);

  const types: readonly GapType[] = list === 'all' || list === null ? (duty ? gapTypesOf(duty) : []) : list;
  return {
    open,
    asked,
    query,
    items,
    answer,
    /** Types that pass the filter. */
    types,
    /** Rows that pass every filter. */
    matching: answer?.matching ?? 0,
    /** Those with a gap in the area, whatever the filter. */
    all: answer ? Object.values(answer.counts).reduce((sum, n) => sum + n, 0) : (leader.main?.gapCount ?? 0),
    filtered: list !== 'all' || tags.length > 0 || officer !== null,
    keys,
    selected: useMemo(() => items.filter((item) => keys.has(rowKey(item))), [items, keys]),
    choose,
    pointed,
    point: setPointed,
    /** The row whose point was tapped last; a new object at every tap, so that the same can be tapped again. */
    marked,
    mark: useCallback((key: string) => setMarked({ key }), []),
    points: shown,
    ready: !open || (!query.isPending && !query.isFetching),
  };
}
export type GapListState = ReturnType<typeof useGapList>;
