import { useTranslation } from 'react-i18next';
import type { SitingResult } from '#api/contract/reach.ts';
import { ExportMenu } from '../../list/ExportMenu.tsx';

/** Writes the places a siting chose, and the areas whose reach they change, to a file. */
export function SitingExport({ siting }: { siting: SitingResult }) {
  const { t } = useTranslation();
  return (
    <ExportMenu id="siting" report={{ kind: 'siting', id: siting.id }} label={t('services.siting.export')} />
  );
}
