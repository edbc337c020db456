import FlatQueue from 'flatqueue';

/** A polygon as numbers: x and y of every vertex, ring after ring. */
export interface FlatPolygon {
  /** x and y in turn; a ring's first vertex may be repeated at its end or not. */
  xy: ArrayLike<number>;
  /** Where each ring ends, in vertices; the outer ring comes first. */
  ends: readonly number[];
}

// Enough for outlines of any shape at 1 %; keeps a hostile outline from searching for ever.
const MOST_CELLS = 5000;

/** A long outline is covered by at most so many squares along its longer side. */
const MOST_SQUARES = 100;

/**
 * The pole of inaccessibility: the point inside a polygon farthest from its border, the middle of the largest
 * circle that fits. Always inside, however thin the polygon is.
 *
 * Algorithm: quadtree search with the most promising square first (V. Agafonkin, "A new algorithm for finding
 * a visual center of a polygon", 2016).
 *
 * @param precision how much nearer to the border than the best place it may be, as a part of the shorter
 * side of the polygon's box
 */
export function poleOfInaccessibility(polygon: FlatPolygon, precision: number): [x: number, y: number] {
  const { xy, ends } = polygon;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < 2 * (ends[0] ?? 0); i += 2) {
    const [x, y] = [xy[i] as number, xy[i + 1] as number];
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  const side = Math.min(east - west, north - south);
  const size = Math.max(side, Math.max(east - west, north - south) / MOST_SQUARES);
  // squares as x and y of their middle and half their side, and the distance of the middle to the border
  const squares: number[] = [];
  const queue = new FlatQueue<number>();
  let best = -1;
  let bestDistance = 0;
  const add = (x: number, y: number, half: number) => {
    const reach = half * Math.SQRT2;
    const distance = distanceToBorder(polygon, x, y, bestDistance + side * precision - reach);
    if (distance === null) return;
    if (distance > bestDistance) {
      best = squares.length;
      bestDistance = distance;
    }
    // no point of the square lies further inside than this
    queue.push(squares.length, -(distance + reach));
    squares.push(x, y, half);
  };
  for (let x = west; x < east; x += size)
    for (let y = south; y < north; y += size) add(x + size / 2, y + size / 2, size / 2);
  for (let cells = 0; cells < MOST_CELLS && queue.length > 0; cells += 4) {
    if (-(queue.peekValue() as number) - bestDistance <= side * precision) break;
    const square = queue.pop() as number;
    const [x, y] = [squares[square] as number, squares[square + 1] as number];
    const half = (squares[square + 2] as number) / 2;
    add(x - half, y - half, half);
    add(x + half, y - half, half);
    add(x - half, y + half, half);
    add(x + half, y + half, half);
  }
  if (best < 0) return pointOnScanline(polygon);
  return [squares[best] as number, squares[best + 1] as number];
}

/** A point certainly inside: the middle of the widest stretch on a line between two vertices' y. */
function pointOnScanline({ xy, ends }: FlatPolygon): [number, number] {
  const heights = new Float64Array(ends.at(-1) ?? 0);
  for (let i = 0; i < heights.length; i++) heights[i] = xy[2 * i + 1] as number;
  heights.sort();
  // the widest band keeps the point clear of vertices
  let [y, tallest] = [heights[0] ?? 0, -1];
  for (let i = 1; i < heights.length; i++) {
    const height = (heights[i] as number) - (heights[i - 1] as number);
    if (height <= tallest) continue;
    tallest = height;
    y = (heights[i - 1] as number) + height / 2;
  }
  const crossings: number[] = [];
  let start = 0;
  for (const end of ends) {
    for (let i = start, j = end - 1; i < end; j = i++) {
      const [x1, y1] = [xy[2 * j] as number, xy[2 * j + 1] as number];
      const [x2, y2] = [xy[2 * i] as number, xy[2 * i + 1] as number];
      if (y1 > y !== y2 > y) crossings.push(x1 + ((y - y1) * (x2 - x1)) / (y2 - y1));
    }
    start = end;
  }
  crossings.sort((a, b) => a - b);
  let [x, widest] = [xy[0] ?? 0, -1];
  for (let i = 1; i < crossings.length; i += 2) {
    const [from, to] = [crossings[i - 1] as number, crossings[i] as number];
    if (to - from <= widest) continue;
    widest = to - from;
    x = from + widest / 2;
  }
  return [x, y];
}

/**
 * Distance from a point to the nearest edge of any ring, negative outside (even-odd rule over all rings).
 *
 * @param least a distance of less is of no use: then the answer is `null`, as soon as it is seen
 */
function distanceToBorder({ xy, ends }: FlatPolygon, x: number, y: number, least: number): number | null {
  const useless = least > 0 ? least * least : -1;
  let inside = false;
  let nearest = Infinity;
  let start = 0;
  for (const end of ends) {
    let ax = xy[2 * end - 2] as number;
    let ay = xy[2 * end - 1] as number;
    for (let i = start; i < end; i++) {
      const bx = xy[2 * i] as number;
      const by = xy[2 * i + 1] as number;
      const dx = bx - ax;
      const dy = by - ay;
      if (ay > y !== by > y && x < (dx * (y - ay)) / dy + ax) inside = !inside;
      let ex = x - ax;
      let ey = y - ay;
      const along = ex * dx + ey * dy;
      if (along > 0) {
        const length = dx * dx + dy * dy;
        if (along >= length) {
          ex = x - bx;
          ey = y - by;
        } else {
          ex -= (along / length) * dx;
          ey -= (along / length) * dy;
        }
      }
      const away = ex * ex + ey * ey;
      if (away < nearest) {
        if (away < useless) return null;
        nearest = away;
      }
      ax = bx;
      ay = by;
    }
    start = end;
  }
  return (inside ? 1 : -1) * Math.sqrt(nearest);
}
