/** Longer side of a photo that leaves the device, in pixels. */
const LONGEST = 1600;
/** Bytes it may have; what is longer is drawn coarser, then smaller. */
export const PHOTO_BYTES = 600 * 1024;
const QUALITIES = [0.82, 0.65, 0.5] as const;

/** Size that a picture of a size is drawn at: never larger than it is. */
export function fitted(width: number, height: number, longest = LONGEST): { width: number; height: number } {
  const by = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * by)), height: Math.max(1, Math.round(height * by)) };
}

/**
 * A photo made small on the device: upright, at most 1600 pixels a side, JPEG of at most 600 KiB. Drawn anew, so
 * that nothing of what the camera wrote beside the picture (where it was taken) leaves the device.
 *
 * @throws when it is no picture that this browser can read
 */
export async function shrink(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    for (let longest = LONGEST; ; longest /= 2)
      for (const quality of QUALITIES) {
        const small = await drawn(picture, longest, quality);
        if (small.size <= PHOTO_BYTES || longest < 400) return small;
      }
  } finally {
    picture.close();
  }
}

function drawn(picture: ImageBitmap, longest: number, quality: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const { width, height } = fitted(picture.width, picture.height, longest);
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new TypeError('the picture cannot be drawn'))),
      'image/jpeg',
      quality,
    ),
  );
}
