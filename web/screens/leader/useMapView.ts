import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AreaDetail } from '#api/contract/areas.ts';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import { ADMINISTRATIVE, type Level } from '#geodata/model.ts';
import { directionOf } from '../../components/Delta.tsx';
import { formatPace, formatPoints } from '../../i18n/format.ts';
import { rasterOf } from '../../map/rasterOf.ts';
import type { MapView, Stratum } from '../../map/view.ts';
import { stratumOf } from '../../queries/stratum.ts';
import type { Theme } from '../../state/url.ts';
import { sketchPath } from '../../withQuery.ts';
import type { Leader } from './useLeader.ts';
import { useZones } from './useZones.ts';

/** A difference as the map writes it: `↑ 3.2`. */
function differenceNote(value: number | null, none: string): string {
  if (value === null) return none;
  const arrows = { higher: '↑', lower: '↓', same: '→', none: '' };
  return `${arrows[directionOf(value)]} ${formatPoints(value)}`;
}

/** While the figures of another day are on their way those before them stay: the map does not blink. */
function useLastAnswers(
  { data, pending }: Leader['coverages'],
  duty: string | undefined,
): readonly CoverageAnswer[] {
  const last = useRef({ duty, data });
  useEffect(() => {
    if (data.length > 0) last.current = { duty, data };
  }, [duty, data]);
  return data.length === 0 && pending && last.current.duty === duty ? last.current.data : data;
}

/** Composes what the map draws from the answers; stable while they are. */
export function useMapView(
  leader: Leader,
  {
    hovered,
    scale,
    theme,
    hatchRed,
  }: { hovered: MapView['hovered']; scale: number; theme: Theme; hatchRed: boolean },
): { view: MapView; ready: boolean; sketches: readonly string[]; bounds: AreaDetail['bounds'] } {
  const { t } = useTranslation();
  const { tiles, basemap, settings, coverages, chosen, detail, chain, scope, lang } = leader;
  const duty = chosen?.duty;
  const noData = t('legend.none');
  const unsure = t('light.grey');
  const incomparable = t('compare.none');
  const answers = useLastAnswers(coverages, duty?.id);
  const { areas: differences } = leader.compare;
  const { zones, pending: zonesPending, bounds } = useZones(leader, answers.at(-1));
  const undrawn = leader.tree !== ADMINISTRATIVE && zones === null;
  const strata = useMemo(
    (): Stratum[] =>
      duty === undefined || undrawn
        ? []
        : answers.map((answer) =>
            stratumOf(answer, duty, (row) =>
              row.light === 'grey'
                ? unsure
                : row.pace === null
                  ? noData
                  : differences
                    ? differenceNote(differences.get(row.code)?.ratio ?? null, incomparable)
                    : formatPace(row.pace),
            ),
          ),
    [answers, duty, undrawn, noData, unsure, differences, incomparable],
  );
  const top = scope[0] ?? null;
  const drawn = (area: { level: Level }) => area.level !== 'zone' || zones !== null;
  const selected = detail && detail.code !== top?.code && drawn(detail) ? detail : null;
  const pointed = hovered && drawn(hovered) ? hovered : null;
  // A past period is drawn on the shapes of its own time: the answers name them.
  const template = answers.at(-1)?.tiles;
  const source = useMemo(
    () => tiles.data && { ...tiles.data, tiles: template ? [template] : tiles.data.tiles },
    [tiles.data, template],
  );
  const baseMap = settings.data?.map.baseMap ?? null;
  const raster = useMemo(
    () => (baseMap ? rasterOf(baseMap, theme, location.origin) : null),
    [baseMap, theme],
  );
  const view = useMemo(
    (): MapView => ({
      tiles: source
        ? {
            // Workers know no page to resolve against.
            tiles: source.tiles.map((address) =>
              new URL(address, location.origin).href.replace(/%7B/gi, '{').replace(/%7D/gi, '}'),
            ),
            minzoom: source.minzoom,
            maxzoom: source.maxzoom,
            ...(source.bounds ? { bounds: source.bounds } : {}),
          }
        : null,
      basemap: basemap.data ?? null,
      zones,
      raster,
      strata,
      top: top ? { code: top.code, level: top.level } : null,
      selected: selected ? { code: selected.code, level: selected.level } : null,
      inside: detail ? [...chain.map(({ code }) => code), detail.code] : [],
      hovered: pointed,
      english: lang === 'en',
      hatchRed,
      scale,
    }),
    [
      source,
      basemap.data,
      zones,
      raster,
      strata,
      top,
      selected,
      detail,
      chain,
      pointed,
      lang,
      hatchRed,
      scale,
    ],
  );
  const ready =
    detail !== null &&
    !leader.area.isPlaceholderData &&
    !coverages.pending &&
    !zonesPending &&
    !leader.compare.pending &&
    !tiles.isPending &&
    !basemap.isPending &&
    !settings.isPending;
  const shapes = source?.tiles[0];
  const { parents } = leader;
  const sketches = useMemo(
    () => (shapes ? parents.map(({ code }) => sketchPath(shapes, code)) : []),
    [shapes, parents],
  );
  return { view, ready, sketches, bounds };
}
