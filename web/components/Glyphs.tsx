import { useId } from 'react';
import type { GapType, Light } from '#geodata/model.ts';
import './Glyphs.css';

/** The light as a shape: green ●, amber ▲, red ■, unsure or no data ◌. Its word stands beside it. */
export function LightGlyph({ light, size = 14 }: { light: Light | null; size?: number }) {
  const kind = light ?? 'none';
  return (
    <svg className={`light light--${kind}`} width={size} height={size} viewBox="0 0 14 14" aria-hidden="true">
      {kind === 'green' && <circle cx="7" cy="7" r="5.5" />}
      {kind === 'amber' && <path d="M7 1.4 13.3 12.4H.7z" />}
      {kind === 'red' && <rect x="1.6" y="1.6" width="10.8" height="10.8" rx="1" />}
      {(kind === 'grey' || kind === 'none') && (
        <circle cx="7" cy="7" r="5.2" fill="none" strokeWidth="1.9" strokeDasharray="2.2 1.884" />
      )}
    </svg>
  );
}

/** The type of a gap as a shape, each its own, so that it does not hang on one hue's lightness. */
export function GapGlyph({ type, size = 14 }: { type: GapType; size?: number }) {
  const clip = useId();
  return (
    <svg className={`gap gap--${type}`} width={size} height={size} viewBox="0 0 14 14" aria-hidden="true">
      {type === 'never' && <rect x="1" y="1" width="12" height="12" rx="2" />}
      {type === 'stale' && <path d="M7 .6 13.4 7 7 13.4.6 7z" />}
      {type === 'belowQuota' && (
        <>
          <circle cx="7" cy="7" r="5.6" fill="none" strokeWidth="1.6" />
          <path d="M7 1.4a5.6 5.6 0 0 0 0 11.2z" />
        </>
      )}
      {type === 'pending' && <circle cx="7" cy="7" r="5.4" fill="none" strokeWidth="1.8" />}
      {type === 'overdue' && <path d="M7 13 .8 2h12.4z" />}
      {type === 'noData' && (
        <>
          <clipPath id={clip}>
            <rect x="1" y="1" width="12" height="12" rx="2" />
          </clipPath>
          <rect x="1.6" y="1.6" width="10.8" height="10.8" rx="2" fill="none" strokeWidth="1.2" />
          <path
            clipPath={`url(#${clip})`}
            d="M-1 7 7-1M-1 13 13-1M3 15 15 3M9 15l6-6"
            fill="none"
            strokeWidth="1.2"
          />
        </>
      )}
    </svg>
  );
}
