import type { LayerSpecification, RasterSourceSpecification } from 'maplibre-gl';
import type { Palette } from '../palette.ts';
import type { RasterBase } from '../view.ts';

/** Source and layer of the base map of pictures; the built-in one lies beneath and shows where it is missing. */
export const RASTER = 'pictures';

export function rasterSource({
  tiles,
  tileSize,
  minzoom,
  maxzoom,
  scheme,
}: RasterBase): RasterSourceSpecification {
  return { type: 'raster', tiles, tileSize, minzoom, maxzoom, scheme };
}

/**
 * Pictures kept back, so that the figures stay the loudest. A dark theme without pictures of its own has the
 * light ones dimmed: turned over, an aerial photograph would be a negative.
 */
export function pictures(base: RasterBase | null, palette: Palette): LayerSpecification[] {
  if (!base) return [];
  const dim = palette.dark && !base.dark;
  return [
    {
      id: RASTER,
      type: 'raster',
      source: RASTER,
      paint: {
        'raster-saturation': dim ? -0.6 : -0.3,
        'raster-brightness-max': dim ? 0.28 : 1,
        'raster-fade-duration': 0,
      },
    },
  ];
}
