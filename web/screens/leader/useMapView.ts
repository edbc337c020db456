import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CoverageAnswer, DutyInfo } from '#api/contract/coverage.ts';
import { isStaffing } from '../../i18n/duty.ts';
import { formatPace, formatPlace } from '../../i18n/format.ts';
import { classOf, paceClasses } from '../../map/classes.ts';
import type { MapView, Stratum } from '../../map/view.ts';
import { coverageRows } from '../../queries/rows.ts';
import type { Leader } from './useLeader.ts';

/** Whether an answer is judged by its ratio: its period is over, or it counts officers, due at all times. */
export const isSettled = (
  answer: Pick<CoverageAnswer, 'asOf' | 'period'>,
  duty: Pick<DutyInfo, 'kind'>,
): boolean => isStaffing(duty) || answer.asOf > answer.period.end;

/** Composes what the map draws from the answers; stable while they are. */
export function useMapView(
  leader: Leader,
  hovered: MapView['hovered'],
  scale: number,
): { view: MapView; ready: boolean } {
  const { t } = useTranslation();
  const { tiles, basemap, coverages, chosen, detail, chain, scope, lang } = leader;
  const duty = chosen?.duty;
  const noData = t('legend.none');
  const unsure = t('light.grey');
  const answers = coverages.data;
  const strata = useMemo(
    (): Stratum[] =>
      duty === undefined
        ? []
        : answers.map((answer) => {
            const closed = isSettled(answer, duty);
            const classes = paceClasses(duty.thresholds, closed);
            const { areas, withheld } = coverageRows(answer);
            return {
              level: answer.level,
              areas: [
                ...areas.map((row) => ({
                  code: row.code,
                  name: formatPlace(row.name),
                  note: row.light === 'grey' ? unsure : row.pace === null ? noData : formatPace(row.pace),
                  light: row.light,
                  index: classOf(row, classes, closed),
                  rank: row.pace ?? 10,
                })),
                // The answer does not even name them.
                ...withheld.map((code) => ({ code, name: '', note: '', light: null, index: 0, rank: 10 })),
              ],
            };
          }),
    [answers, duty, noData, unsure],
  );
  const top = scope[0] ?? null;
  const selected = detail && detail.code !== top?.code ? detail : null;
  const source = tiles.data;
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
      strata,
      top: top ? { code: top.code, level: top.level } : null,
      selected: selected ? { code: selected.code, level: selected.level } : null,
      inside: detail ? [...chain.map(({ code }) => code), detail.code] : [],
      hovered,
      english: lang === 'en',
      scale,
    }),
    [source, basemap.data, strata, top, selected, detail, chain, hovered, lang, scale],
  );
  const ready =
    detail !== null &&
    !leader.area.isPlaceholderData &&
    !coverages.pending &&
    !tiles.isPending &&
    !basemap.isPending;
  return { view, ready };
}
