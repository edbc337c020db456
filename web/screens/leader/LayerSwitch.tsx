import { useTranslation } from 'react-i18next';
import { Segments } from '../../components/Segments.tsx';
import { LAYERS } from '../../state/url.ts';
import type { Leader } from './useLeader.ts';

/** What lies open on one layer is of no use on the next. */
const SHUT = { list: null, ledger: null, issue: null, point: null, table: null, siting: null } as const;

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
      onPick={(layer) => navigate({ layer, ...SHUT, asOf: null, at: null }, 'push')}
    />
  );
}
