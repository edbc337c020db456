import { useTranslation } from 'react-i18next';
import './ScaleBar.css';

/** Widest bar in pixels. */
const WIDEST = 110;

/** The largest of 1, 2, 5 times a power of ten metres that is no wider than the bar may be. */
export function roundDistance(metresPerPixel: number, widest = WIDEST): number {
  const most = metresPerPixel * widest;
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([5, 2, 1].find((factor) => factor * power <= most) ?? 1);
}

/** A bar of a round distance at the middle of the map. */
export function ScaleBar({ metresPerPixel }: { metresPerPixel: number }) {
  const { t } = useTranslation();
  const metres = roundDistance(metresPerPixel);
  return (
    <div className="scale-bar" style={{ width: metres / metresPerPixel }}>
      {metres >= 1000 ? t('map.km', { n: metres / 1000 }) : t('map.m', { n: metres })}
    </div>
  );
}
