import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { LonLat } from '#geodata/model.ts';
import '../../../i18n/services.ts';
import type { MapView } from '../../../map/view.ts';
import { servicePointQuery, sitingQuery, stopsQuery } from '../../../queries/services.ts';
import { NEW_SITING } from '../../../state/url.ts';
import { Credits } from '../Credits.tsx';
import { LayerSwitch } from '../LayerSwitch.tsx';
import type { LayerMap } from '../layerMap.ts';
import { PanelSheet } from '../PanelSheet.tsx';
import type { Layout } from '../useLayout.ts';
import type { Leader } from '../useLeader.ts';
import { FarTable } from './FarTable.tsx';
import { addDays } from './moment.ts';
import { PointDetail } from './PointDetail.tsx';
import { PointTable } from './PointTable.tsx';
import { PriorityTable } from './PriorityTable.tsx';
import { ServiceBar } from './ServiceBar.tsx';
import { ServiceClock } from './ServiceClock.tsx';
import { ServiceLegend } from './ServiceLegend.tsx';
import { ServicePanel } from './ServicePanel.tsx';
import './Services.css';
import { ServiceTip } from './ServiceTip.tsx';
import { SitingWork } from './siting/SitingWork.tsx';
import { type SitingLook, useSitingView } from './siting/useSitingView.ts';
import { AHEAD_DAYS } from './stopDays.ts';
import { type PointWay, useServiceMap } from './useServiceMap.ts';
import { useServices } from './useServices.ts';

interface ServiceLayerProps {
  leader: Leader;
  layout: Layout;
  onHover: (area: MapView['hovered']) => void;
  onMap: (map: LayerMap | null) => void;
}

/** The leader's screen when it is about services: what stands around the map, and what the map shows. */
export function ServiceLayer({ leader, layout, onHover, onMap }: ServiceLayerProps) {
  const { url, navigate } = leader;
  const services = useServices(leader);
  const [look, setLook] = useState<SitingLook>({ side: 'after', marked: null, drawn: [] });
  const [placing, setPlacing] = useState(false);
  const siting = useQuery({
    ...sitingQuery(url.siting ?? ''),
    enabled: url.siting !== null && url.siting !== NEW_SITING,
  });
  const shownSiting = url.siting === null || url.siting === NEW_SITING ? null : (siting.data ?? null);
  const sitingView = useSitingView(leader, shownSiting, look);
  const way = useWay(leader, services);
  const { strata, plain, overlay } = useServiceMap(leader, services, way, sitingView);
  const pin = usePin(leader, services);
  const ready = !services.waiting;
  const drawing = placing && url.siting === NEW_SITING;
  const onPlace = useMemo(
    () =>
      drawing ? (at: LonLat) => setLook((before) => ({ ...before, drawn: [...before.drawn, at] })) : null,
    [drawing],
  );
  const reached = services.reaches.data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tip tells what the areas' answers do
  useEffect(() => {
    onMap({
      ...{ strata, issues: null, plain, overlay, ready, pin, onPlace },
      tip: (area) => <ServiceTip services={services} area={area} />,
      onPoint: (key) => {
        const [what, ...rest] = key.split(':');
        const id = rest.join(':');
        if (what === 'point') navigate({ point: id }, 'push');
        else if (what === 'area') navigate({ area: id }, 'push');
        else setLook((before) => ({ ...before, marked: Number(id) }));
      },
    });
  }, [strata, plain, overlay, ready, pin, onPlace, reached, onMap]);
  useEffect(() => () => onMap(null), [onMap]);
  return (
    <>
      <div className="leader__left">
        <LayerSwitch leader={leader} />
        <ServiceBar leader={leader} services={services} />
      </div>
      <div className="leader__foot">
        <div className="leader__facts">
          <Credits leader={leader} scale={layout.scale} />
          <ServiceLegend leader={leader} services={services} siting={sitingView} />
        </div>
        <ServiceClock leader={leader} services={services} />
      </div>
      <PanelSheet layout={layout} area={leader.detail?.name ?? ''}>
        {url.point !== null ? (
          <PointDetail leader={leader} services={services} id={url.point} />
        ) : url.siting !== null ? (
          <SitingWork
            {...{ leader, services, siting, look, placing }}
            onLook={(part) => setLook((before) => ({ ...before, ...part }))}
            onPlacing={setPlacing}
          />
        ) : url.table === 'points' ? (
          <PointTable leader={leader} services={services} />
        ) : url.table === 'far' ? (
          <FarTable leader={leader} services={services} onHover={onHover} />
        ) : url.table === 'priority' ? (
          <PriorityTable leader={leader} services={services} onHover={onHover} />
        ) : (
          <ServicePanel leader={leader} services={services} onHover={onHover} />
        )}
      </PanelSheet>
    </>
  );
}

/** The drawn way and the coming stops of the moving point that is open. */
function useWay(leader: Leader, { at, day }: ReturnType<typeof useServices>): PointWay | null {
  const { url, lang } = leader;
  const id = url.point ?? '';
  const detail = useQuery({ ...servicePointQuery(id, at, lang), enabled: url.point !== null });
  const moving = detail.data?.form === 'moving' && detail.data.id === url.point;
  const stops = useQuery({
    ...stopsQuery({ point: id, from: day, to: addDays(day, AHEAD_DAYS), lang }),
    enabled: moving && day !== '',
  });
  return useMemo(() => {
    const where = detail.data?.whereabouts;
    if (!moving || where?.form !== 'moving') return null;
    return {
      route: where.timetable.route?.map(([lon, lat]): LonLat => [lon, lat]) ?? null,
      stops: (stops.data?.items ?? []).filter(({ point }) => point === id),
    };
  }, [detail.data, moving, stops.data, id]);
}

/** Where the open point is. */
function usePin(leader: Leader, services: ReturnType<typeof useServices>): LayerMap['pin'] {
  const { url } = leader;
  const item = services.everywhere.data?.items.find(({ id }) => id === url.point);
  return useMemo(() => {
    if (!item?.position) return null;
    const [lon, lat] = item.position;
    return { at: [lon, lat], content: item.name };
  }, [item]);
}
