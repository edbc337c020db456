import { useTranslation } from 'react-i18next';
import { Segments } from '../../components/Segments.tsx';
import { LAYERS } from '../../state/url.ts';
import type { Leader } from './useLeader.ts';

/** What the map is about. */
export function LayerSwitch({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { url, navigate } = leader;
  return (
    <Segments
      label={t('layer.label')}
      id="layer"
      choices={LAYERS.map((layer) => ({ value: layer, label: t(`layer.${layer}`) }))}
      value={url.layer}
      onPick={(layer) => navigate({ layer, list: null, ledger: null, issue: null, asOf: null }, 'push')}
    />
  );
}
