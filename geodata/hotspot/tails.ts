/**
 * Tail probabilities of the normal, binomial and Poisson distributions, each to a relative 1e-12 also far out
 * in the tail, where one minus a cumulative share has no digits left.
 */

const SQRT_TAU = Math.sqrt(2 * Math.PI);

/**
 * Two-sided p of a standard normal z: the chance of a value at least as far from 0.
 *
 * W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of Computation 23
 * (1969) 631-637, in the form of R's `pnorm`, which approximates the normal distribution itself.
 *
 * @returns from 0 to 1; NaN for NaN
 */
export function normalTwoSided(z: number): number {
  const y = Math.abs(z);
  if (y <= 0.67448975) {
    const s = y * y;
    const top =
      (((0.06568233791820745 * s + 2.2352520354606837) * s + 161.02823106855587) * s + 1067.6894854603709) *
        s +
      18154.98125334356;
    const bottom =
      (((s + 47.202581904688245) * s + 976.0985517377767) * s + 10260.932208618979) * s + 45507.78933502673;
    return 1 - (2 * y * top) / bottom;
  }
  if (y <= 5.656854) {
    const top =
      (((((((1.0765576773720192e-8 * y + 0.39894151208813466) * y + 8.883149794388377) * y +
        93.50665613217785) *
        y +
        597.2702763948002) *
        y +
        2494.5375852903726) *
        y +
        6848.190450536283) *
        y +
        11602.65143764735) *
        y +
      9842.714838383978;
    const bottom =
      (((((((y + 22.266688044328117) * y + 235.387901782625) * y + 1519.3775994075547) * y +
        6485.558298266761) *
        y +
        18615.571640885097) *
        y +
        34900.95272114598) *
        y +
        38912.00328609327) *
        y +
      19685.429676859992;
    return (2 * Math.exp((-y * y) / 2) * top) / bottom;
  }
  const s = 1 / (y * y);
  const top =
    ((((0.023073441764940174 * s + 0.215898534057957) * s + 0.12740116116024736) * s + 0.022235277870649807) *
      s +
      0.0014216191932278934) *
      s +
    0.000029112874951168793;
  const bottom =
    ((((s + 1.284260096144911) * s + 0.4682382124808651) * s + 0.06598813786892856) * s +
      0.0037823963320275824) *
      s +
    0.00007297515550839662;
  return (2 * Math.exp((-y * y) / 2) * (1 / SQRT_TAU - (s * top) / bottom)) / y;
}

/** Outcomes whose chances differ by less than this share count as equally likely, as in R's `binom.test`. */
const LIKENESS = 1e-7;

/** A term this much smaller than the chance of the count itself adds nothing. */
const NEGLIGIBLE = 1e-17;

/** Where the chance of a count of 0 is less, the recurrence from 0 would lose its digits. */
const LEAST_START = 1e-280;

/** Reused: 150 000 cells would make as many arrays. */
let terms = new Float64Array(256);
let reciprocals = Float64Array.from(terms, (_, j) => 1 / (j + 1));

/**
 * Exact two-sided p of a binomial count: the chance of all counts that are no likelier than `count`, as R's
 * `binom.test` defines it. Summed over the probabilities themselves, by the recurrence from one count to the
 * next.
 *
 * @param count from 0 to `total`, whole
 * @param share chance of each of the `total`, above 0 and below 1; `total · share` up to some 400
 * @returns from 0 to 1; 0 only where the chance is below the smallest number there is
 * @throws RangeError for anything else
 */
export function binomialTwoSided(count: number, total: number, share: number): number {
  if (!(Number.isInteger(count) && Number.isInteger(total) && count >= 0 && count <= total))
    throw new RangeError(`${count} of ${total}`);
  if (!(share > 0 && share < 1)) throw new RangeError(`share of ${share}`);
  if (share > 0.5) return binomialTwoSided(total - count, total, 1 - share);
  const start = Math.exp(total * Math.log1p(-share));
  if (start < LEAST_START) throw new RangeError(`${total * share} expected of ${total}`);
  const odds = share / (1 - share);
  let [chances, inverse] = [terms, reciprocals];
  let own = start;
  let last = 0;
  for (; last < count; last++) {
    if (last + 1 >= chances.length) [chances, inverse] = grow();
    chances[last] = own;
    own *= (total - last) * odds * (inverse[last] as number);
    // beyond the mean: all that follow are 0 as well
    if (own === 0) return 0;
  }
  chances[last] = own;
  // before the likeliest count the chances rise and go on above this by themselves
  const least = own * NEGLIGIBLE;
  for (let term = own; last < total && term > least; chances[last] = term) {
    if (last + 1 >= chances.length) [chances, inverse] = grow();
    term *= (total - last) * odds * (inverse[last] as number);
    last++;
  }
  const most = own * (1 + LIKENESS);
  // chances rise to the likeliest count and fall after it: what is likelier lies between
  let sum = 0;
  let j = 0;
  for (; j <= last && (chances[j] as number) <= most; j++) sum += chances[j] as number;
  for (let k = last; k > j && (chances[k] as number) <= most; k--) sum += chances[k] as number;
  return Math.min(1, sum);
}

function grow(): [terms: typeof terms, reciprocals: typeof reciprocals] {
  const more = new Float64Array(2 * terms.length);
  more.set(terms);
  terms = more;
  reciprocals = Float64Array.from(terms, (_, j) => 1 / (j + 1));
  return [terms, reciprocals];
}

/**
 * Lower tail of the Poisson distribution: the chance of at most `count` where `mean` are expected. The
 * probability of one count after C. Loader, "Fast and accurate computation of binomial probabilities" (2000),
 * the rest of the tail by the recurrence between neighbours, on the side away from the mean.
 *
 * @param count whole, not negative
 * @param mean above 0
 * @throws RangeError for anything else
 */
export function poissonAtMost(count: number, mean: number): number {
  if (!(Number.isInteger(count) && count >= 0)) throw new RangeError(`count of ${count}`);
  if (!(mean > 0 && mean < Infinity)) throw new RangeError(`mean of ${mean}`);
  const isBelow = count < mean;
  const edge = isBelow ? count : count + 1;
  let sum = 1;
  let factor = 1;
  for (let j = isBelow ? edge : edge + 1; factor > sum * 1e-18; j += isBelow ? -1 : 1) {
    factor *= isBelow ? j / mean : mean / j;
    sum += factor;
  }
  const tail = poissonChance(edge, mean) * sum;
  return isBelow ? tail : 1 - tail;
}

function poissonChance(count: number, mean: number): number {
  if (count === 0) return Math.exp(-mean);
  return Math.exp(-stirlingError(count) - deviance(count, mean)) / (SQRT_TAU * Math.sqrt(count));
}

/** What Stirling's formula leaves out of ln n!. */
function stirlingError(n: number): number {
  if (n > 15) {
    const s = 1 / (n * n);
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - s / 1188) * s) * s) * s) / n;
  }
  let factorial = 1;
  for (let j = 2; j <= n; j++) factorial *= j;
  return Math.log(factorial / SQRT_TAU) - (n + 0.5) * Math.log(n) + n;
}

/** x ln(x / m) + m - x, by Loader's series where x and m are near and the terms would cancel. */
function deviance(x: number, m: number): number {
  const apart = x - m;
  if (Math.abs(apart) >= 0.1 * (x + m)) return x * Math.log(x / m) - apart;
  const v = apart / (x + m);
  let sum = apart * v;
  let power = 2 * x * v;
  for (let j = 3; ; j += 2) {
    power *= v * v;
    const next = sum + power / j;
    if (next === sum) return sum;
    sum = next;
  }
}
