import earcut from 'earcut';
import quickselect from 'quickselect';
import type { PlaneRings } from './plane.ts';
import type { Random } from './random.ts';

/** Candidates drawn for each sample kept: more make the samples more even, and slower. */
const CANDIDATES = 6;

/** Triangles covering the polygons, as corner coordinates x1, y1, x2, y2, x3, y3. */
function triangulate({ rings, polygonOf, xy }: PlaneRings): number[][] {
  const triangles: number[][] = [];
  for (let first = 0; first < rings.length; ) {
    let next = first + 1;
    while (next < rings.length && polygonOf[next] === polygonOf[first]) next++;
    const vertices = rings.slice(first, next).flat();
    const holes: number[] = [];
    let count = 0;
    for (const ring of rings.slice(first, next - 1)) {
      count += ring.length;
      holes.push(count);
    }
    const flat = vertices.flatMap((v) => [xy[2 * v]!, xy[2 * v + 1]!]);
    const corners = earcut(flat, holes);
    for (let i = 0; i < corners.length; i += 3) {
      triangles.push([0, 1, 2].flatMap((k) => [flat[2 * corners[i + k]!]!, flat[2 * corners[i + k]! + 1]!]));
    }
    first = next;
  }
  return triangles;
}

/** A drawing of points from `triangles`, each as likely as its area. */
function drawFrom(triangles: number[][], random: Random): () => [number, number] {
  const upTo = new Float64Array(triangles.length);
  let total = 0;
  for (const [i, [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0]] of triangles.entries()) {
    total += Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay));
    upTo[i] = total;
  }
  return () => {
    const at = random() * total;
    let low = 0;
    let high = triangles.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > at) high = middle;
      else low = middle + 1;
    }
    const [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0] = triangles[low]!;
    let u = random();
    let v = random();
    if (u + v > 1) {
      u = 1 - u;
      v = 1 - v;
    }
    return [ax + u * (bx - ax) + v * (cx - ax), ay + u * (by - ay) + v * (cy - ay)];
  };
}

/**
 * Places points inside a polygonal geometry, evenly spread and denser where the weight is. Candidates are
 * drawn by density, halved again and again at the median of the longer side (a k-d tree), and of each last
 * handful the one nearest to its middle is kept.
 *
 * @param density weight per area at x, y of the plane; `undefined` for an even spread
 * @param count how many points, at least 1
 * @returns x, y of the points, all inside
 */
export function samplePoints(
  rings: PlaneRings,
  density: ((x: number, y: number) => number) | undefined,
  count: number,
  random: Random,
): Float64Array {
  const draw = drawFrom(triangulate(rings), random);
  const candidates: [number, number][] = [];
  const wanted = count * CANDIDATES;
  if (density === undefined) {
    while (candidates.length < wanted) candidates.push(draw());
  } else {
    const probe = Array.from({ length: 200 }, () => Math.max(0, density(...draw())));
    const mean = probe.reduce((a, b) => a + b, 0) / probe.length;
    // A floor keeps cells in empty country, a cap keeps the number of draws in bounds.
    const floor = mean / 2;
    const cap = Math.min(Math.max(...probe), 12 * mean);
    for (let draws = 0; candidates.length < wanted; draws++) {
      const point = draw();
      const chance = mean === 0 ? 1 : (floor + Math.min(cap, Math.max(0, density(...point)))) / (floor + cap);
      if (draws > 30 * wanted || random() < chance) candidates.push(point);
    }
  }
  const samples = new Float64Array(2 * count);
  let kept = 0;
  const halve = (left: number, right: number, parts: number): void => {
    if (parts === 1) {
      samples.set(middlemost(candidates, left, right), 2 * kept++);
      return;
    }
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = left; i <= right; i++) {
      const [x, y] = candidates[i]!;
      if (x < minX) minX = x;
      if (x > maxX) maxX = x;
      if (y < minY) minY = y;
      if (y > maxY) maxY = y;
    }
    const axis = maxX - minX > maxY - minY ? 0 : 1;
    const half = parts >> 1;
    const cut = left + Math.floor(((right - left + 1) * half) / parts);
    quickselect(candidates, cut, left, right, (a, b) => a[axis] - b[axis]);
    halve(left, cut - 1, half);
    halve(cut, right, parts - half);
  };
  halve(0, candidates.length - 1, count);
  return samples;
}

function middlemost(points: [number, number][], left: number, right: number): [number, number] {
  let sx = 0;
  let sy = 0;
  for (let i = left; i <= right; i++) {
    sx += points[i]![0];
    sy += points[i]![1];
  }
  const n = right - left + 1;
  let best = points[left]!;
  let bestDistance = Infinity;
  for (let i = left; i <= right; i++) {
    const [x, y] = points[i]!;
    const distance = (x - sx / n) ** 2 + (y - sy / n) ** 2;
    if (distance < bestDistance) {
      bestDistance = distance;
      best = points[i]!;
    }
  }
  return best;
}
