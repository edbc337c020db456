import type { ExpressionSpecification } from 'maplibre-gl';

/** The zoom at which a screen of this scale shows what one of scale 1 shows at a zoom. */
export function zoomAt(zoom: number, scale: number): number {
  return zoom + Math.log2(scale);
}

/**
 * A width or size that grows with the zoom, in pixels.
 *
 * @param stops pairs of zoom and pixels on a screen of scale 1, zooms ascending
 */
export function growing(scale: number, ...stops: [zoom: number, pixels: number][]): ExpressionSpecification {
  return [
    'interpolate',
    ['linear'],
    ['zoom'],
    ...stops.flatMap(([zoom, pixels]) => [zoomAt(zoom, scale), pixels * scale]),
  ] as unknown as ExpressionSpecification;
}
