import { GAP_TYPES } from '#geodata/model.ts';
import { IMAGE_RATIO } from './images.ts';
import type { Palette } from './palette.ts';

/** Name of the glyph of a type of gap in a palette. */
export const gapImage = (type: string, palette: Palette): string => `gap:${type}:${palette.id}`;

/** The glyphs a style with points may ask for. */
export const gapImageNames = (palette: Palette): string[] => GAP_TYPES.map((type) => gapImage(type, palette));

/** Side of a glyph with its casing, in pixels of the map. */
const SIZE = 18;
/** Side of the shapes, which are those of the list (Glyphs.tsx). */
const BOX = 14;

/** Draws the glyph a style asks for by name, each type a shape of its own; null when it is none of ours. */
export function drawGapImage(name: string, { color }: Palette): ImageData | null {
  const [kind, type = ''] = name.split(':');
  if (kind !== 'gap') return null;
  const canvas = document.createElement('canvas');
  canvas.width = SIZE * IMAGE_RATIO;
  canvas.height = SIZE * IMAGE_RATIO;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.scale(IMAGE_RATIO, IMAGE_RATIO);
  context.translate((SIZE - BOX) / 2, (SIZE - BOX) / 2);
  const shape = outline(type);
  context.lineJoin = 'round';
  context.strokeStyle = color['glyph-casing'];
  context.lineWidth = 3.2;
  context.stroke(shape);
  paint(context, type, shape, color);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function outline(type: string): Path2D {
  const path = new Path2D();
  if (type === 'never') path.roundRect(1.6, 1.6, 10.8, 10.8, 1.8);
  else if (type === 'stale') {
    path.moveTo(7, 0.8);
    path.lineTo(13.2, 7);
    path.lineTo(7, 13.2);
    path.lineTo(0.8, 7);
    path.closePath();
  } else if (type === 'overdue') {
    path.moveTo(7, 13);
    path.lineTo(0.8, 2);
    path.lineTo(13.2, 2);
    path.closePath();
  } else if (type === 'noData') path.roundRect(1.8, 1.8, 10.4, 10.4, 1.8);
  else path.arc(7, 7, 5.2, 0, 2 * Math.PI);
  return path;
}

function paint(
  context: CanvasRenderingContext2D,
  type: string,
  shape: Path2D,
  color: Palette['color'],
): void {
  if (type === 'never' || type === 'stale' || type === 'overdue') {
    context.fillStyle = color[`gap-${type}`];
    context.fill(shape);
    return;
  }
  const ink = type === 'belowQuota' ? color['gap-below-ink'] : color['grey-text'];
  context.fillStyle = color['glyph-casing'];
  context.fill(shape);
  context.strokeStyle = ink;
  context.lineWidth = 1.7;
  context.save();
  context.clip(shape);
  context.fillStyle = ink;
  if (type === 'belowQuota') context.fillRect(0, 0, 7, BOX);
  if (type === 'noData') {
    context.lineWidth = 1.2;
    context.beginPath();
    for (const shift of [-8, -2, 4, 10]) {
      context.moveTo(shift, BOX);
      context.lineTo(shift + BOX, 0);
    }
    context.stroke();
  }
  context.restore();
  context.lineWidth = 1.7;
  context.stroke(shape);
}
