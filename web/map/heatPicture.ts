import type { Palette } from './palette.ts';

/** What an address of a picture made here begins with: no server is asked for it. */
export const MADE_HERE = 'picture';

/** A density as the server sends it: row after row from the north-west, 16 bit little endian. */
export interface HeatGrid {
  width: number;
  height: number;
  data: string;
}

/** Below this share of the densest place nothing is drawn: the ground shows. */
const FAINT = 0.04;
const STEPS = 256;

/**
 * Colours a density from thin to dense and gives the address of the picture, which holds the picture itself.
 * The scale is by square root: a place half as dense as the densest is well seen.
 *
 * @returns null where there is nothing to draw
 */
export function heatPicture({ width, height, data }: HeatGrid, palette: Palette): string | null {
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  const values = new Uint16Array(bytes.buffer);
  const densest = values.reduce((most, value) => Math.max(most, value), 0);
  if (densest === 0) return null;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return null;
  const colors = ramp(palette);
  const image = context.createImageData(width, height);
  for (let i = 0; i < values.length; i++) {
    const share = (values[i] as number) / densest;
    if (share < FAINT) continue;
    const step = Math.min(STEPS - 1, Math.floor(Math.sqrt(share) * STEPS));
    for (let part = 0; part < 4; part++) image.data[4 * i + part] = colors[4 * step + part] as number;
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL().replace('data:', `${MADE_HERE}://`);
}

/** Red, green, blue and cover of each step. */
function ramp({ color }: Palette): Uint8ClampedArray {
  const strip = document.createElement('canvas');
  strip.width = STEPS;
  strip.height = 1;
  const context = strip.getContext('2d');
  if (!context) return new Uint8ClampedArray(4 * STEPS);
  const gradient = context.createLinearGradient(0, 0, STEPS, 0);
  for (const [i, token] of (['heat-1', 'heat-2', 'heat-3', 'heat-4'] as const).entries())
    gradient.addColorStop(i / 3, color[token]);
  context.fillStyle = gradient;
  context.fillRect(0, 0, STEPS, 1);
  const pixels = context.getImageData(0, 0, STEPS, 1).data;
  // From the faint up the ground disappears.
  for (let step = 0; step < STEPS; step++) pixels[4 * step + 3] = Math.min(235, 40 + (step / STEPS) * 320);
  return pixels;
}

/** The bytes of a picture made here, by its address. */
export function pictureAt(address: string): ArrayBuffer {
  const bytes = Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (char) => char.charCodeAt(0));
  return bytes.buffer;
}
