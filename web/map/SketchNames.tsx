import type { Sight } from './camera.ts';
import { classColors, type Palette } from './palette.ts';
import type { Sketched } from './SketchMap.tsx';
import { onScreen } from './sketchPlace.ts';

/** Pixels of a name and of the figure under it, on a screen of scale 1. */
const SIZE = 13.5;
const NOTE_SIZE = 12.5;
const LINE = 1.22;
/** Width of a character in its own size: Chinese fills its square, a Latin letter about half of one. */
const widthOf = (text: string, size: number): number =>
  [...text].reduce((sum, glyph) => sum + (glyph > '\u2e80' ? 1 : 0.56) * size, 0);

/** Names and figures of the areas in view, each where it hides no other; the worst find room first. */
export function SketchNames({
  sketched,
  inside,
  palette,
  sight,
  scale,
}: {
  sketched: readonly Sketched[];
  /** Codes of areas whose parts are named in their stead. */
  inside: readonly string[];
  palette: Palette;
  sight: Sight;
  scale: number;
}) {
  const taken: { x: number; y: number; w: number; h: number }[] = [];
  const [size, noteSize] = [SIZE * scale, NOTE_SIZE * scale];
  const names = sketched.toReversed().flatMap(({ stratum, sketch }) => {
    const places = new Map(sketch.areas.map(({ code, label }) => [code, label]));
    return stratum.areas
      .toSorted((a, b) => a.rank - b.rank)
      .flatMap(({ code, short, note, index }) => {
        const label = places.get(code);
        if (!label || short === '' || inside.includes(code)) return [];
        const [x, y] = onScreen(sketch, sight, label);
        const [w, h] = [Math.max(widthOf(short, size), widthOf(note, noteSize)), (size + noteSize) * LINE];
        const isFree = taken.every(
          (other) =>
            Math.abs(other.x - x) > (other.w + w) / 2 + 4 || Math.abs(other.y - y) > (other.h + h) / 2,
        );
        if (!isFree) return [];
        taken.push({ x, y, w, h });
        return [{ code, short, note, x, y, ...classColors(palette, index) }];
      });
  });
  return (
    <g
      textAnchor="middle"
      pointerEvents="none"
      paintOrder="stroke"
      strokeWidth={3.6 * scale}
      strokeLinejoin="round"
    >
      {names.map(({ code, short, note, x, y, ink, halo }) => (
        <text key={code} x={x} y={y - size * 0.15} fill={ink} stroke={halo} fontSize={size} fontWeight={600}>
          {short}
          <tspan x={x} dy={size * LINE} fontSize={noteSize} fontWeight={400}>
            {note}
          </tspan>
        </text>
      ))}
    </g>
  );
}
