import { GLYPH_BOX, type KindMark, letterDrop, type OpenState, shapeOf } from '../../../map/serviceGlyphs.ts';

/** A kind of service points as the map draws it: full when open, hollow when shut, dashed when not known. */
export function KindGlyph({
  mark,
  state,
  size = 22,
}: {
  mark: KindMark | undefined;
  state: OpenState;
  size?: number;
}) {
  if (!mark) return <span style={{ width: size }} />;
  return (
    <svg
      className="kind-glyph"
      data-state={state}
      data-tint={mark.tint}
      width={size}
      height={size}
      viewBox={`0 0 ${GLYPH_BOX} ${GLYPH_BOX}`}
      aria-hidden="true"
    >
      <path d={shapeOf(mark)} />
      <text x={GLYPH_BOX / 2} y={GLYPH_BOX / 2 + 4 + letterDrop(mark)} textAnchor="middle">
        {mark.letter}
      </text>
    </svg>
  );
}
