import type { BBox2 } from '#geodata/place/bbox.ts';

export interface DensityOptions {
  /** West, south, east, north in WGS 84 degrees. */
  bounds: BBox2;
  /** Pixels. */
  width: number;
  height: number;
  /** Standard deviation of the kernel in metres on the ground, at the middle of the bounds. */
  bandwidth: number;
}

/** A picture of density. */
export interface Density {
  /** Row after row from the north-west; times `scale`, events in a square kilometre. */
  cells: Uint16Array;
  width: number;
  height: number;
  /** West, south, east, north of the outermost pixels' outer edges in WGS 84 degrees. */
  bounds: BBox2;
  /** Events in a square kilometre for a step of `cells`; 0 where there is nothing. */
  scale: number;
  /** Points that lie within the bounds. */
  count: number;
}

/** Radius of the earth that Web Mercator takes, metres. */
const RADIUS = 6_378_137;
const MAX_LATITUDE = 85.05;

/** Deviations up to which the kernel reaches: beyond is less than a 250 000th of its peak. */
const REACH = 5;
const MAX_STEP = 65_535;
const MAX_PIXELS = 2 ** 24;

/**
 * Kernel density of points: the sum over all points of a Gaussian of the given bandwidth, in events per square
 * kilometre. Pixels are squares or oblongs of Web Mercator, so that a map shows the picture undistorted; the
 * metres are those at the middle latitude (a degree away, 1 % off). Each point is shared out to its four
 * nearest pixels by distance (linear binning: Wand, "Fast computation of multivariate kernel estimators",
 * Journal of Computational and Graphical Statistics 3 (1994) 433-445), then rows and columns are smoothed one
 * after the other, as a Gaussian is the product of its two directions. Points beyond the edge count as far as
 * the kernel reaches.
 *
 * @param positions longitude and latitude of each point in WGS 84 degrees; a point with NaN is left out
 * @param weights events at each point; 1 where absent
 * @throws RangeError for empty bounds, no bandwidth, no pixels or more than 16 million with the margin that
 * the kernel reaches over
 */
export function density(positions: Float64Array, options: DensityOptions, weights?: Float64Array): Density {
  const { bounds, width, height, bandwidth } = options;
  const [west, south, east, north] = bounds;
  if (!(west < east && south < north && Math.abs(south) <= MAX_LATITUDE && Math.abs(north) <= MAX_LATITUDE))
    throw new RangeError(`bounds ${bounds.join(', ')}`);
  if (!(bandwidth > 0 && width >= 1 && height >= 1 && Number.isInteger(width) && Number.isInteger(height)))
    throw new RangeError(`${width} x ${height} pixels of ${bandwidth} m`);
  const [left, top] = [mercatorX(west), mercatorY(north)];
  const pixelWidth = (mercatorX(east) - left) / width;
  const pixelHeight = (top - mercatorY(south)) / height;
  // metres on the ground in one of Web Mercator's
  const ground = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const across = kernelOf(bandwidth / (pixelWidth * ground));
  const down = kernelOf(bandwidth / (pixelHeight * ground));
  const [marginX, marginY] = [across.length, down.length];
  const [columns, rows] = [width + 2 * marginX, height + 2 * marginY];
  if (!(columns * rows <= MAX_PIXELS)) throw new RangeError(`${columns} x ${rows} pixels with the margin`);
  const binned = new Float32Array(columns * rows);
  let count = 0;
  for (let i = 0; 2 * i < positions.length; i++) {
    const longitude = positions[2 * i] as number;
    const latitude = positions[2 * i + 1] as number;
    // from the middle of the first pixel
    const x = (mercatorX(longitude) - left) / pixelWidth + marginX - 0.5;
    const y = (top - mercatorY(latitude)) / pixelHeight + marginY - 0.5;
    if (!(x >= 0 && y >= 0 && x < columns - 1 && y < rows - 1)) continue;
    const weight = weights ? (weights[i] as number) : 1;
    if (longitude >= west && longitude <= east && latitude >= south && latitude <= north) count++;
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const [dx, dy] = [x - column, y - row];
    const at = row * columns + column;
    binned[at] = (binned[at] as number) + weight * (1 - dx) * (1 - dy);
    binned[at + 1] = (binned[at + 1] as number) + weight * dx * (1 - dy);
    binned[at + columns] = (binned[at + columns] as number) + weight * (1 - dx) * dy;
    binned[at + columns + 1] = (binned[at + columns + 1] as number) + weight * dx * dy;
  }
  const smoothed = smooth(binned, columns, rows, across, down);
  const perPixel = 1e6 / (pixelWidth * pixelHeight * ground * ground);
  return { ...quantise(smoothed, perPixel), width, height, bounds, count };
}

function mercatorX(longitude: number): number {
  return (RADIUS * longitude * Math.PI) / 180;
}

function mercatorY(latitude: number): number {
  return RADIUS * Math.asinh(Math.tan((latitude * Math.PI) / 180));
}

/** The kernel's middle and one side of it, together 1; `deviation` in pixels. */
function kernelOf(deviation: number): Float64Array {
  const half = new Float64Array(Math.ceil(REACH * deviation) + 1);
  let sum = 0;
  for (let k = 0; k < half.length; k++) {
    half[k] = Math.exp(-((k / deviation) ** 2) / 2);
    sum += (k === 0 ? 1 : 2) * (half[k] as number);
  }
  return half.map((value) => value / sum);
}

/** Smooths along rows, then along columns, and leaves the margin behind. */
function smooth(
  binned: Float32Array,
  columns: number,
  rows: number,
  across: Float64Array,
  down: Float64Array,
): Float32Array {
  const [marginX, marginY] = [across.length, down.length];
  const [width, height] = [columns - 2 * marginX, rows - 2 * marginY];
  const alongRows = new Float32Array(width * rows);
  for (let row = 0; row < rows; row++)
    gather(alongRows.subarray(row * width, (row + 1) * width), binned, row * columns + marginX, 1, across);
  const out = new Float32Array(width * height);
  for (let row = 0; row < height; row++)
    gather(out.subarray(row * width, (row + 1) * width), alongRows, (row + marginY) * width, width, down);
  return out;
}

/** Adds to `line`, which begins at `start` of `from`, what lies `step`, 2 `step` ... before and after it. */
function gather(
  line: Float32Array,
  from: Float32Array,
  start: number,
  step: number,
  half: Float64Array,
): void {
  for (let k = 0; k < half.length; k++) {
    const weight = (k === 0 ? 0.5 : 1) * (half[k] as number);
    const [before, after] = [start - k * step, start + k * step];
    for (let x = 0; x < line.length; x++)
      line[x] = (line[x] as number) + weight * ((from[before + x] as number) + (from[after + x] as number));
  }
}

function quantise(values: Float32Array, perPixel: number): Pick<Density, 'cells' | 'scale'> {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const cells = new Uint16Array(values.length);
  if (most > 0)
    for (let i = 0; i < cells.length; i++) cells[i] = Math.round(((values[i] as number) / most) * MAX_STEP);
  return { cells, scale: (most * perPixel) / MAX_STEP };
}
