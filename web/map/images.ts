import { LIGHTS } from '#geodata/model.ts';
import type { Palette } from './palette.ts';

/** Device pixels an image is drawn at for each pixel on the map. */
export const IMAGE_RATIO = 3;

/** Name of the glyph of a light in a palette. */
export const lightImage = (light: string, palette: Palette): string => `light:${light}:${palette.id}`;
/** Name of the hatch of "no data" in a palette. */
export const hatchImage = (palette: Palette): string => `hatch:${palette.id}`;

/** Every image a style may ask for in a palette. */
export const imageNames = (palette: Palette): string[] => [
  hatchImage(palette),
  ...LIGHTS.map((light) => lightImage(light, palette)),
];

/** Draws the image a style asks for by name, or null when it is none of ours. */
export function drawImage(name: string, palette: Palette): ImageData | null {
  const [kind, light = ''] = name.split(':');
  if (kind === 'hatch') return drawHatch(palette);
  if (kind === 'light') return drawLight(light, palette);
  return null;
}

function canvas(size: number): CanvasRenderingContext2D | null {
  const element = document.createElement('canvas');
  element.width = size * IMAGE_RATIO;
  element.height = size * IMAGE_RATIO;
  const context = element.getContext('2d');
  context?.scale(IMAGE_RATIO, IMAGE_RATIO);
  return context;
}

function pixels(context: CanvasRenderingContext2D): ImageData {
  return context.getImageData(0, 0, context.canvas.width, context.canvas.height);
}

function drawHatch({ color }: Palette): ImageData | null {
  const size = 8;
  const context = canvas(size);
  if (!context) return null;
  context.fillStyle = color.nodata;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = color['nodata-line'];
  context.lineWidth = 0.9;
  context.beginPath();
  // Three parallels, so that the tile joins itself at the corners.
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift - 2, size + 2);
    context.lineTo(shift + size + 2, -2);
  }
  context.stroke();
  return pixels(context);
}

function drawLight(light: string, { color }: Palette): ImageData | null {
  const size = 16;
  const middle = size / 2;
  const context = canvas(size);
  if (!context) return null;
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
