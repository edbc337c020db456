import { memo } from 'react';
import type { AreaSketch } from '#api/contract/tiles.ts';
import type { Sight } from './camera.ts';
import { borderStops, TOP_STOPS } from './layers/widths.ts';
import { grown } from './layers/zoom.ts';
import { classColors, type Palette } from './palette.ts';
import { pixelsPerUnit, transformOf } from './sketchPlace.ts';
import type { Stratum } from './view.ts';

/** The areas of one level by class of pace, with their hatches and borders, as `layers/choropleth.ts` draws them. */
export const SketchStratum = memo(function SketchStratum({
  stratum: { level, areas },
  sketch,
  plain,
  isTop,
  hatchRed,
  palette,
  sight,
  scale,
}: {
  stratum: Stratum;
  sketch: AreaSketch;
  /** The ground they are in the place of their class; null where the class is drawn. */
  plain: 'plain' | 'land' | null;
  /** Whether their outer border is that of the whole. */
  isTop: boolean;
  hatchRed: boolean;
  palette: Palette;
  sight: Sight;
  scale: number;
}) {
  const { color } = palette;
  const known = new Map(areas.map((area) => [area.code, area]));
  const shapes = sketch.areas.flatMap((shape) => {
    const area = known.get(shape.code);
    return area && shape.level === level && shape.path !== '' ? [{ ...area, path: shape.path }] : [];
  });
  const all = shapes.map(({ path }) => path).join('');
  const patternOf = (kind: string | number) => `sketch-${level}-${kind}`;
  // A hatch keeps its size whatever the sketch's units are.
  const toPixels = `scale(${scale / pixelsPerUnit(sketch, sight)})`;
  const hatches = plain
    ? []
    : shapes.flatMap(({ code, path, index, light }) =>
        index === 0
          ? [{ code, path, pattern: patternOf('none') }]
          : hatchRed && light === 'red'
            ? [{ code, path, pattern: patternOf(index) }]
            : [],
      );
  return (
    <g transform={transformOf(sketch, sight)}>
      {hatches.length > 0 && (
        <defs>
          <pattern
            id={patternOf('none')}
            {...{ width: 8, height: 8, patternUnits: 'userSpaceOnUse', patternTransform: toPixels }}
          >
            <path d="M-2 10 10-2M-2 2 2-2M6 10 10 6" stroke={color['nodata-line']} strokeWidth={0.9} />
          </pattern>
          {[...new Set(shapes.map(({ index }) => index))].map((index) => (
            <pattern
              key={index}
              id={patternOf(index)}
              {...{ width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: toPixels }}
            >
              <path
                d="M-2-2 9 9M-2 5 2 9M5-2 9 2"
                stroke={classColors(palette, index).ink}
                strokeOpacity={0.4}
                strokeWidth={1.5}
              />
            </pattern>
          ))}
        </defs>
      )}
      {isTop && !plain && (
        <path
          d={all}
          fill="none"
          stroke={color['district-line']}
          // What lies on the areas and under their borders is hidden: the outer edge is as wide as the map's.
          strokeWidth={2 * grown(sight.zoom, scale, ...TOP_STOPS)}
          vectorEffect="non-scaling-stroke"
        />
      )}
      {shapes.map(({ code, index, path }) => (
        <path
          key={code}
          d={path}
          fill={plain ? color[plain] : classColors(palette, index).fill}
          data-code={code}
          data-level={level}
        />
      ))}
      <g pointerEvents="none">
        {hatches.map(({ code, path, pattern }) => (
          <path key={code} d={path} fill={`url(#${pattern})`} />
        ))}
        <path
          d={all}
          fill="none"
          stroke={color[plain ? 'plain-line' : 'ramp-line']}
          strokeWidth={plain ? 1.1 * scale : grown(sight.zoom, scale, ...borderStops(level))}
          vectorEffect="non-scaling-stroke"
        />
      </g>
    </g>
  );
});
