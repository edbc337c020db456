import type { ReactNode } from 'react';
import type { LonLat } from '#geodata/model.ts';
import type { IssuesView, MapView, Overlay, Stratum } from '../../map/view.ts';

/** What a layer that is loaded on demand has the one map of the screen show. */
export interface LayerMap {
  strata: readonly Stratum[];
  issues: IssuesView | null;
  plain: boolean;
  overlay: Overlay | null;
  ready: boolean;
  tip: (area: MapView['hovered']) => ReactNode;
  /** Of a hexagon, by its index; where the layer has some. */
  cellTip?: (code: string) => ReactNode;
  /** A further button of the map. */
  control?: ReactNode;
  /** Told when the map came to rest somewhere else; null while nobody follows it. */
  onRest?: (() => void) | null;
  /** A place with its words in the place of the area's. */
  pin: { at: LonLat; content: ReactNode } | null;
  /** Takes the place that is tapped next; null while none is wanted. */
  onPlace: ((at: LonLat) => void) | null;
  /** A point was tapped. */
  onPoint: (key: string) => void;
}
