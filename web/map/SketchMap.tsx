import { useQueries } from '@tanstack/react-query';
import { lazy, memo, Suspense, type SyntheticEvent, useEffect, useMemo } from 'react';
import type { AreaSketch } from '#api/contract/tiles.ts';
import type { LonLat } from '#geodata/model.ts';
import { sketchQuery } from '../queries/index.ts';
import { afterPaint } from '../state/afterPaint.ts';
import { tellScale } from '../state/mapScale.ts';
import { metresPerPixel, placeAt, type Sight } from './camera.ts';
import type { AreaAt } from './controller.ts';
import { FILL_OVER_PICTURES, SELECT_CASING_STOPS, SELECT_STOPS } from './layers/widths.ts';
import { grown } from './layers/zoom.ts';
import type { Palette } from './palette.ts';
import { SketchGround } from './SketchGround.tsx';
import type { SketchNames as Names } from './SketchNames.tsx';
import { SketchStratum } from './SketchStratum.tsx';
import { transformOf } from './sketchPlace.ts';
import { isPlain, type MapView, type Stratum } from './view.ts';
import './SketchMap.css';

// Only where the sketch is all there is: what stands in for the map goes before its names come.
const SketchNames = lazy(
  (): Promise<{ default: typeof Names }> =>
    import('./SketchNames.tsx').then(
      (module) => ({ default: module.SketchNames }),
      // Without names it is still a map.
      () => ({ default: () => <g /> }),
    ),
);

/** Name of the mark, among the page's measures, of when the first sketched areas are on the screen. */
const SKETCHED = 'areas-sketched';

export interface SketchMapProps {
  /** Where the sketches are, of the area in view and of those it lies in. */
  paths: readonly string[];
  view: MapView;
  palette: Palette;
  sight: Sight;
  size: { width: number; height: number };
  /** What it is called where it is the map; null while it stands in for one. */
  label: string | null;
  onTap: (area: AreaAt) => void;
  onHover: (area: AreaAt | null, at: { x: number; y: number } | null) => void;
  /** Chooses a place; false where nothing waits for one. */
  onPlace: (at: LonLat) => boolean;
}

/** A stratum and the shapes of its areas. */
export interface Sketched {
  stratum: Stratum;
  sketch: AreaSketch;
}

function sketchedOf(strata: readonly Stratum[], sketches: readonly AreaSketch[]): Sketched[] {
  return strata.flatMap((stratum) => {
    const codes = new Set(stratum.areas.map(({ code }) => code));
    const sketch = sketches.find(({ areas }) =>
      areas.some(({ code, level }) => level === stratum.level && codes.has(code)),
    );
    return sketch ? [{ stratum, sketch }] : [];
  });
}

const areaOf = ({ target }: SyntheticEvent): AreaAt | null => {
  const { code, level } = (target as SVGElement).dataset;
  return code && level ? { code, level: level as AreaAt['level'] } : null;
};

/**
 * The map drawn without its library: by the page itself, from one light file an area. It is there long before
 * the tiles are, lies exactly where they will, and stays where they cannot be drawn. Nothing before figures and
 * shapes are here.
 */
export const SketchMap = memo(function SketchMap(props: SketchMapProps) {
  const { paths, view, palette, sight, size, label, onTap, onHover, onPlace } = props;
  const sketches = useQueries({
    queries: paths.map(sketchQuery),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
  const sketched = useMemo(() => sketchedOf(view.strata, sketches), [view.strata, sketches]);
  const isColored = sketched.length > 0 && !isPlain(view);
  useEffect(() => {
    if (isColored) afterPaint(() => performance.mark(SKETCHED));
  }, [isColored]);
  const isDrawn = sketched.length > 0;
  useEffect(() => {
    if (isDrawn) tellScale(metresPerPixel(sight, size));
  }, [isDrawn, sight, size]);
  if (!isDrawn) return null;
  const { color } = palette;
  const { selected, scale } = view;
  const around =
    selected && sketched.find(({ sketch }) => sketch.areas.some(({ code }) => code === selected.code));
  return (
    <svg
      className="map-sketch"
      data-testid="map-sketch"
      style={{ background: color.sea }}
      role="img"
      aria-label={label ?? ''}
      aria-hidden={label === null}
      onClick={(event) => {
        if (onPlace(placeAt(sight, event.clientX, event.clientY))) return;
        const area = areaOf(event);
        if (area) onTap(area);
      }}
      onPointerMove={(event) =>
        event.pointerType === 'mouse' && onHover(areaOf(event), { x: event.clientX, y: event.clientY })
      }
      onPointerLeave={() => onHover(null, null)}
    >
      <SketchGround
        basemap={view.basemap}
        palette={palette}
        sight={sight}
        size={size}
        scale={scale}
        plain={label === null}
      />
      <g opacity={view.raster ? FILL_OVER_PICTURES : 1}>
        {sketched.map((each, i) => (
          <SketchStratum
            key={each.sketch.code}
            {...each}
            plain={isPlain(view) ? (i === sketched.length - 1 ? 'plain' : 'land') : null}
            isTop={i === 0 && view.top !== null}
            hatchRed={view.hatchRed}
            palette={palette}
            sight={sight}
            scale={scale}
          />
        ))}
      </g>
      {around && selected && (
        <g transform={transformOf(around.sketch, sight)} fill="none" pointerEvents="none">
          {(
            [
              ['select-casing', SELECT_CASING_STOPS],
              ['select', SELECT_STOPS],
            ] as const
          ).map(([token, stops]) => (
            <path
              key={token}
              d={around.sketch.areas.find(({ code }) => code === selected.code)?.path}
              stroke={color[token]}
              strokeWidth={grown(sight.zoom, scale, ...stops)}
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </g>
      )}
      {label !== null && (
        <Suspense fallback={null}>
          <SketchNames
            sketched={sketched}
            inside={view.inside}
            palette={palette}
            sight={sight}
            scale={scale}
          />
        </Suspense>
      )}
    </svg>
  );
});
