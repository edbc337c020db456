import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../i18n/format.ts';
import type { Issues } from './useIssues.ts';

/**
 * The settings of hotspots as a sentence.
 *
 * @param isCourse of how they came and went, which is told at one level of significance alone
 */
export function useSpotWords(settings: Issues['settings'], isCourse: boolean): string {
  const { t } = useTranslation();
  const { cell, value, weights, k, metres, resolution, peer, alpha } = settings;
  return [
    t(`issues.spots.values.${value}`),
    cell === 'h3' ? t('issues.spots.said.h3', { resolution }) : t(`issues.hotspots.cells.${cell}`),
    weights === 'knn'
      ? t('issues.spots.said.knn', { k })
      : weights === 'distance'
        ? t('issues.spots.said.distance', { metres: formatCount(metres) })
        : t('issues.spots.said.queen'),
    ...(peer === 'urbanRural' ? [t('issues.spots.said.peer')] : []),
    ...(isCourse ? [] : [t('issues.spots.said.alpha', { sure: Math.round(100 * (1 - Number(alpha))) })]),
    t('issues.spots.said.corrected'),
  ].join(' · ');
}
