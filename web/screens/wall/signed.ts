import { formatCount, formatPace } from '../../i18n/format.ts';

const MINUS = '−';

/** A change with its sign; neither good nor bad by itself, so without a colour. */
export const signed = (n: number): string =>
  n === 0 ? '±0' : `${n > 0 ? '+' : MINUS}${formatCount(Math.abs(n))}`;

/** A change of a share, in percentage points. */
export const signedPoints = (share: number): string => formatPace(share);
