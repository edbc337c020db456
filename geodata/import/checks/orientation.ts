// Error bound of the floating-point determinant: (3 + 16 eps) eps with eps = 2^-53 (Shewchuk 1997).
const ERROR_BOUND = 3.3306690738754716e-16;

/**
 * Side of point c seen along a -> b: 1 left, -1 right, 0 on the line or too close to tell. The bound
 * is the first stage of Shewchuk's adaptive predicate; what it cannot tell lies within about 1e-14
 * degrees (a nanometre) and counts as touching.
 */
export function orientation(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
): -1 | 0 | 1 {
  const left = (ax - cx) * (by - cy);
  const right = (ay - cy) * (bx - cx);
  const determinant = left - right;
  if (Math.abs(determinant) <= ERROR_BOUND * (Math.abs(left) + Math.abs(right))) return 0;
  return determinant > 0 ? 1 : -1;
}
