import { useTranslation } from 'react-i18next';
import { formatPercent, formatPlace } from '../../../i18n/format.ts';
import type { MapView } from '../../../map/view.ts';
import type { Services } from './useServices.ts';

/** Content of the pill on the map: name of an area, and whom its services reach. */
export function ServiceTip({ services, area }: { services: Services; area: MapView['hovered'] }) {
  const { t } = useTranslation();
  if (!area) return null;
  const name = services.names.data.flatMap(({ areas }) => areas).find(({ code }) => code === area.code)?.name;
  if (name === undefined) return null;
  for (const { columns, area: parent } of services.reaches.data) {
    const i = columns.code.indexOf(area.code);
    if (i < 0 || parent.code === area.code) continue;
    const share = columns.share[i] ?? null;
    return (
      <>
        {formatPlace(name)}
        <b>
          {share === null
            ? t('services.legend.none')
            : t('services.tip', {
                share: formatPercent(share),
                far: services.people((columns.demand[i] ?? 0) - (columns.reached[i] ?? 0)),
              })}
        </b>
      </>
    );
  }
  return <>{formatPlace(name)}</>;
}
