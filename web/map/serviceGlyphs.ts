import { IMAGE_RATIO } from './images.ts';
import type { Palette } from './palette.ts';

/** How a kind of service points is told from the others: a shape, a colour of the tokens, and a letter. */
export interface KindMark {
  /** Number of its shape among those of its form. */
  shape: number;
  form: 'fixed' | 'moving';
  tint: 1 | 2 | 3 | 4 | 5 | 6;
  letter: string;
}

/** Whether a point is open at the moment in view: full, hollow, dashed. */
export type OpenState = 'open' | 'closed' | 'unknown';

export const openState = (open: boolean | null): OpenState =>
  open === null ? 'unknown' : open ? 'open' : 'closed';

/** Side of the box the shapes are drawn in, and room for their casing. */
export const GLYPH_BOX = 20;
const CASING = 2;

/** Places that stay are even shapes, those that come and go have a direction. SVG paths in the box. */
const SHAPES = {
  fixed: [
    'M5 2.5h10a2.5 2.5 0 0 1 2.5 2.5v10a2.5 2.5 0 0 1-2.5 2.5H5A2.5 2.5 0 0 1 2.5 15V5A2.5 2.5 0 0 1 5 2.5z',
    'M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16z',
    'M10 .8 19.2 10 10 19.2.8 10z',
    'M3 3h14v8.5c0 3.2-3 5.4-7 7-4-1.6-7-3.8-7-7z',
  ],
  moving: [
    'M3 3.5h9.2l6.6 6.5-6.6 6.5H3a1.8 1.8 0 0 1-1.8-1.8V5.3A1.8 1.8 0 0 1 3 3.5z',
    'M5.6 2.4h8.8L18.8 10l-4.4 7.6H5.6L1.2 10z',
    'M10 1.6 19 17.8H1z',
  ],
} as const;

/** The path of a kind's shape. */
export const shapeOf = ({ form, shape }: Pick<KindMark, 'form' | 'shape'>): string =>
  SHAPES[form][shape % SHAPES[form].length] ?? SHAPES.fixed[0];

/** How far below the middle of its box a shape's letter stands: a triangle has its room at the foot. */
export const letterDrop = ({ form, shape }: Pick<KindMark, 'form' | 'shape'>): number =>
  form === 'moving' && shape % SHAPES.moving.length === 2 ? 2.6 : 0;

/**
 * Marks of kinds in the order of the settings. The letter is the last of the name that no kind before has, as
 * 台 and 站 tell 政务平台 from 服务站; in Latin script the first.
 */
export function kindMarks(
  kinds: readonly { id: string; name: string; form: 'fixed' | 'moving' }[],
): Map<string, KindMark> {
  const marks = new Map<string, KindMark>();
  const taken = new Set<string>();
  const ofForm = { fixed: 0, moving: 0 };
  for (const [i, { id, name, form }] of kinds.entries()) {
    const letters = [...name.replace(/[\s()（）]/g, '')];
    const latin = /^\p{Script=Latin}/u.test(name);
    const order = latin ? letters.map((letter) => letter.toUpperCase()) : letters.toReversed();
    const letter = order.find((each) => !taken.has(each)) ?? order[0] ?? '';
    taken.add(letter);
    marks.set(id, { form, shape: ofForm[form]++, tint: ((i % 6) + 1) as KindMark['tint'], letter });
  }
  return marks;
}

/** Name of the picture of a kind in a state and palette. */
export const serviceImage = (mark: KindMark, state: OpenState, { id }: Palette): string =>
  ['service', mark.form, mark.shape, mark.tint, mark.letter, state, id].join(':');

/** Draws the picture of a kind: full when open, hollow when shut, dashed when that is not known. */
export function drawServiceImage(mark: KindMark, state: OpenState, { color }: Palette): ImageData | null {
  const side = (GLYPH_BOX + 2 * CASING) * IMAGE_RATIO;
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  context.scale(IMAGE_RATIO, IMAGE_RATIO);
  context.translate(CASING, CASING);
  const tint = color[`service-${mark.tint}`];
  const shape = new Path2D(shapeOf(mark));
  context.lineJoin = 'round';
  context.strokeStyle = color['glyph-casing'];
  context.lineWidth = 3.4;
  context.stroke(shape);
  context.fillStyle = state === 'open' ? tint : color['glyph-casing'];
  context.fill(shape);
  if (state !== 'open') {
    context.strokeStyle = tint;
    context.lineWidth = 1.8;
    if (state === 'unknown') context.setLineDash([2.6, 2]);
    context.stroke(shape);
  }
  context.fillStyle = state === 'open' ? color['glyph-casing'] : tint;
  context.font = `600 11.5px ${getComputedStyle(document.body).fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const nudge = mark.form === 'moving' && mark.shape % SHAPES.moving.length === 0 ? -1.4 : 0;
  context.fillText(mark.letter, GLYPH_BOX / 2 + nudge, GLYPH_BOX / 2 + 0.8 + letterDrop(mark));
  return context.getImageData(0, 0, side, side);
}
