import type { Map as MapLibreMap, MapSourceDataEvent, VectorTileSource } from 'maplibre-gl';
import { RASTER } from './layers/raster.ts';

/** Sources whose tiles come over the network, and may be on their way. */
const FETCHED = ['areas', RASTER];

/**
 * Takes the style off a map that nothing is to be drawn on any more, so that nothing of the page goes on holding the
 * map. To be called before MapLibre itself hears that the context is lost, and before the map is removed.
 *
 * MapLibre (6.17) leaves two things behind, each of which keeps the whole map: a style that is destroyed for a lost
 * context, not taken off, goes on listening to the plug-in of right-to-left text for as long as the page lives; and
 * a tile that is broken off while it is loaded again sets a timer by the old expiry, which for tiles that never
 * change is the longest there is, 25 days.
 */
export function takeOffStyle(map: MapLibreMap): void {
  for (const id of FETCHED) map.getSource<VectorTileSource>(id)?.on('dataabort', forgetExpiry);
  map.setStyle(null);
}

const forgetExpiry = ({ tile }: MapSourceDataEvent): void => {
  if (tile) tile.expirationTime = undefined;
};
