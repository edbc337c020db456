import { LIGHTS } from '#geodata/model.ts';
import { classColors, type Palette } from './palette.ts';

/** Device pixels an image is drawn at for each pixel on the map. */
export const IMAGE_RATIO = 3;

/**
 * Pixels of an image for each pixel of the map, where everything is drawn so many times as large. Patterns keep at
 * least one: with fewer MapLibre (6.17) draws none, and on a wall of 2160 lines the hatch would be missing.
 */
export function ratioOf(name: string, scale: number): number {
  const ratio = IMAGE_RATIO / scale;
  return /^(hatch|red):/.test(name) ? Math.max(1, ratio) : ratio;
}

/** Room to the right of a light, in pixels, before the name that follows it. */
export const LIGHT_GAP = 3;

/** Name of the glyph of a light in a palette. */
export const lightImage = (light: string, palette: Palette): string => `light:${light}:${palette.id}`;
/** Name of the hatch of "no data" in a palette. */
export const hatchImage = (palette: Palette): string => `hatch:${palette.id}`;
/** Name of the hatch over a red area whose fill is this class, in a palette. */
export const redHatchImage = (index: number, palette: Palette): string => `red:${index}:${palette.id}`;

/** Classes of pace, whose numbers are those of the ramp. */
const CLASSES = [1, 2, 3, 4, 5] as const;

/** Every image a style may ask for in a palette. */
export const imageNames = (palette: Palette): string[] => [
  hatchImage(palette),
  ...CLASSES.map((index) => redHatchImage(index, palette)),
  ...LIGHTS.map((light) => lightImage(light, palette)),
];

/** Draws the image a style asks for by name, or null when it is none of ours. */
export function drawImage(name: string, palette: Palette): ImageData | null {
  const [kind, which = ''] = name.split(':');
  if (kind === 'hatch') return drawHatch(palette);
  if (kind === 'red') return drawRedHatch(Number(which), palette);
  if (kind === 'light') return drawLight(which, palette);
  return null;
}

function canvas(width: number, height = width): CanvasRenderingContext2D | null {
  const element = document.createElement('canvas');
  element.width = width * IMAGE_RATIO;
  element.height = height * IMAGE_RATIO;
  const context = element.getContext('2d', { willReadFrequently: true });
  context?.scale(IMAGE_RATIO, IMAGE_RATIO);
  return context;
}

function pixels(context: CanvasRenderingContext2D): ImageData {
  return context.getImageData(0, 0, context.canvas.width, context.canvas.height);
}

/** Parallels across a square, so many pixels apart, that join themselves at its edges. */
function diagonals(context: CanvasRenderingContext2D, size: number, step: number, rising: boolean): void {
  context.beginPath();
  for (let shift = -size; shift <= size; shift += step) {
    context.moveTo(shift - 2, rising ? size + 2 : -2);
    context.lineTo(shift + size + 2, rising ? -2 : size + 2);
  }
  context.stroke();
}

/** Lines alone, over a fill of its own. */
function drawHatch({ color }: Palette): ImageData | null {
  const step = 8;
  const size = 3 * step;
  const context = canvas(size);
  if (!context) return null;
  context.strokeStyle = color['nodata-line'];
  context.lineWidth = 0.9;
  diagonals(context, size, step, true);
  // MapLibre packs patterns beside the lights, with their last row and column repeated before the first, and a
  // light's edge samples half of those: they are left clear, a third of a pixel each.
  const last = size - 1 / IMAGE_RATIO;
  context.clearRect(last, 0, size, size);
  context.clearRect(0, last, size, size);
  return pixels(context);
}

/** Falling where "no data" rises, in the ink of the class beneath, faint enough for a name to be read on it. */
function drawRedHatch(index: number, palette: Palette): ImageData | null {
  const size = 7;
  const context = canvas(size);
  if (!context) return null;
  // Where a theme names no hatch of its own.
  if (palette.color['red-hatch'] === '') context.globalAlpha = 0.4;
  context.strokeStyle = palette.color['red-hatch'] || classColors(palette, index).ink;
  context.lineWidth = 1.5;
  diagonals(context, size, size, false);
  return pixels(context);
}

function drawLight(light: string, { color }: Palette): ImageData | null {
  const size = 16;
  const middle = size / 2;
  const context = canvas(size + LIGHT_GAP, size);
  if (!context) return null;
  // A line of Chinese has its middle a little below that of the box.
  context.translate(0, 0.7);
  const path = new Path2D();
  if (light === 'amber') {
    path.moveTo(middle, 2.6);
    path.lineTo(size - 2, size - 3);
    path.lineTo(2, size - 3);
    path.closePath();
  } else if (light === 'red') {
    path.roundRect(3, 3, size - 6, size - 6, 1);
  } else {
    path.arc(middle, middle, 5.2, 0, 2 * Math.PI);
  }
  context.lineJoin = 'round';
  context.strokeStyle = color['glyph-casing'];
  context.lineWidth = 3.2;
  context.stroke(path);
  if (light === 'grey') {
    context.fillStyle = color['glyph-casing'];
    context.fill(path);
    context.setLineDash([2.2, 1.9]);
    context.strokeStyle = color.grey;
    context.lineWidth = 2;
    context.stroke(path);
  } else {
    context.fillStyle = light === 'amber' ? color.amber : light === 'red' ? color.red : color.green;
    context.fill(path);
  }
  return pixels(context);
}
