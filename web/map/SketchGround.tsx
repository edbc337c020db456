import { memo, useMemo } from 'react';
import type { Sight } from './camera.ts';
import { landPath } from './landPath.ts';
import { SHORE_STOPS, WATERLINES, waterlineBlur, waterlineStops } from './layers/widths.ts';
import { grown } from './layers/zoom.ts';
import type { Palette } from './palette.ts';
import type { MapView } from './view.ts';

/** Land and the waterlines along its coast, as `layers/ground.ts` draws them; the sea is what lies behind. */
export const SketchGround = memo(function SketchGround({
  basemap,
  palette: { color },
  sight,
  size,
  scale,
  plain,
}: {
  basemap: MapView['basemap'];
  palette: Palette;
  sight: Sight;
  size: { width: number; height: number };
  scale: number;
  /** Without what takes long to draw, for the moment until the map's own picture comes. */
  plain: boolean;
}) {
  const land = useMemo(() => landPath(basemap, sight, size), [basemap, sight, size]);
  if (land === '') return null;
  return (
    <g fill="none">
      <defs>
        <path id="sketch-land" d={land} />
      </defs>
      {(plain ? [] : WATERLINES).map(([tint, width]) => {
        const wide = grown(sight.zoom, scale, ...waterlineStops(width));
        // Half the blur to either side of the line's edge, in two steps: nobody sees more of them on water.
        const blur = grown(sight.zoom, scale, ...waterlineBlur(width));
        return [wide - blur / 2, wide - (3 * blur) / 2].map((each) => (
          <use
            key={`${tint} ${each}`}
            href="#sketch-land"
            stroke={color[tint]}
            strokeOpacity={0.5}
            strokeWidth={Math.max(1, each)}
          />
        ));
      })}
      <use
        href="#sketch-land"
        fill={color.land}
        stroke={color.coast}
        strokeWidth={grown(sight.zoom, scale, ...SHORE_STOPS)}
      />
    </g>
  );
});
