import type { AreaSketch } from '#api/contract/tiles.ts';
import type { Sight } from './camera.ts';

/** Pixels of the window in one unit of a sketch. */
export const pixelsPerUnit = ({ worldUnits }: Pick<AreaSketch, 'worldUnits'>, { world }: Sight): number =>
  world / worldUnits;

/** Where a point of a sketch lies in the window. */
export function onScreen(
  sketch: AreaSketch,
  sight: Sight,
  [x, y]: readonly [number, number],
): [number, number] {
  const k = pixelsPerUnit(sketch, sight);
  return [sight.x + k * (sketch.origin[0] + x), sight.y + k * (sketch.origin[1] + y)];
}

/** The attribute that puts a sketch's paths where the map has them. */
export function transformOf(sketch: AreaSketch, sight: Sight): string {
  const k = pixelsPerUnit(sketch, sight);
  const [x, y] = onScreen(sketch, sight, [0, 0]);
  return `matrix(${k} 0 0 ${k} ${x} ${y})`;
}
