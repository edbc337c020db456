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

/** What `growing` comes to at a zoom: straight between two stops, level beyond the outer ones. */
export function grown(
  zoom: number,
  scale: number,
  ...stops: readonly [zoom: number, pixels: number][]
): number {
  const at = zoomAt(zoom, 1 / scale);
  const next = stops.findIndex(([from]) => from > at);
  const [from, least] = stops.at(next < 0 ? -1 : Math.max(0, next - 1)) ?? [0, 0];
  const [to, most] = stops.at(next) ?? [0, 0];
  const part = to > from ? Math.max(0, (at - from) / (to - from)) : 0;
  return scale * (least + part * (most - least));
}
