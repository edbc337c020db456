import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatPace } from '../i18n/format.ts';
import './Delta.css';

/** Which way a difference goes, as far as it is written: less than half a tenth of a point is none. */
export function directionOf(value: number | null): 'higher' | 'lower' | 'same' | 'none' {
  if (value === null) return 'none';
  const tenths = Math.round(value * 1000);
  return tenths > 0 ? 'higher' : tenths < 0 ? 'lower' : 'same';
}

/** A difference in percentage points: arrow, sign, number and word; neither good nor bad, so without a colour. */
export function Delta({ value, word = true }: { value: number | null; word?: boolean }) {
  const { t } = useTranslation();
  const direction = directionOf(value);
  if (direction === 'none') return <span className="delta delta--none">{t('compare.none')}</span>;
  const Arrow = direction === 'higher' ? ArrowUp : direction === 'lower' ? ArrowDown : ArrowRight;
  return (
    <span className="delta" data-direction={direction}>
      <Arrow size={14} strokeWidth={2.6} aria-hidden="true" />
      <b>{formatPace(value)}</b>
      <small className={word ? undefined : 'visually-hidden'}>{t(`compare.${direction}`)}</small>
    </span>
  );
}
