/** How numbers, days and moments are written: the only place that decides digits. */

const MINUS = '−';

const thousands = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** 1234 as `1,234`. */
export function formatCount(n: number): string {
  return thousands.format(n);
}

/** A rate with one decimal: 21.666 as `21.7`. */
export function formatRate(n: number): string {
  return oneDecimal.format(n);
}

/**
 * A share of 1 as per cent with one decimal and no sign; null is a dash. What is short of the whole
 * is never written as the whole (0.9999 is 99.9), what is more than nothing never as nothing.
 */
export function formatPercent(share: number | null): string {
  if (share === null) return '—';
  const tenths = Math.round(share * 1000);
  if (tenths === 1000 && share < 1) return '99.9';
  if (tenths === 0 && share > 0) return '0.1';
  return tenths === 1000 ? '100' : oneDecimal.format(tenths / 10);
}

/** Pace in percentage points with its sign: -0.158 as `−15.8`; null is a dash. */
export function formatPace(pace: number | null): string {
  if (pace === null) return '—';
  const tenths = Math.round(pace * 1000);
  if (tenths === 0) return '0.0';
  return `${tenths < 0 ? MINUS : '+'}${oneDecimal.format(Math.abs(tenths) / 10)}`;
}

/** Percentage points without a sign. */
export function formatPoints(pace: number): string {
  return oneDecimal.format(Math.abs(Math.round(pace * 1000) / 10));
}

/** The edge of a class in percentage points: -0.1 as `−10`. */
export function formatEdge(share: number): string {
  const points = Math.round(share * 1000) / 10;
  return points < 0 ? `${MINUS}${-points}` : String(points);
}

/** `11-20 14:32` of an instant written with the district's offset; the wall clock there, not here. */
export function formatMoment(instant: string): string {
  return `${instant.slice(5, 10)} ${instant.slice(11, 16)}`;
}

/** `14:32` of an instant written with the district's offset. */
export function formatClock(instant: string): string {
  return instant.slice(11, 16);
}

/** `09-23` of a civil day of this year, `2025-09-23` of another. */
export function formatDay(day: string, today: string): string {
  return day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day;
}

/** What a place is (its rank), at the end of its name. */
const RANK =
  /(?:(?:国家级|省级|市级)?(?:自然保护区|旅游度假区|风景名胜区|高新技术产业开发区|经济技术开发区|经济开发区|开发区)|街道|地区|镇|乡|社区|村|网格)$/;

/**
 * Names for where room is scarce: without the rank, unless nothing that tells them apart or fewer than two
 * characters would be left.
 */
export function shortPlaces(names: readonly string[]): string[] {
  const short = names.map((name) => {
    const stem = name.replace(RANK, '');
    return [...stem].length < 2 || /^第?\d+$/.test(stem) ? name : stem;
  });
  const times = new Map<string, number>();
  for (const name of short) times.set(name, (times.get(name) ?? 0) + 1);
  return short.map((name, i) => (times.get(name) === 1 ? name : (names[i] ?? name)));
}

/** A place as a map writes it: without the office that its register name ends with (居民委员会). */
export function formatPlace(name: string): string {
  return name.replace(/(居民委员会|村民委员会|居委会|村委会)$/, '') || name;
}
