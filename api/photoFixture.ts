import sharp from 'sharp';

/** A picture of one colour. */
function plain(width: number, height: number, background = '#336699') {
  return sharp({ create: { width, height, channels: 3, background }, limitInputPixels: false });
}

/** A JPEG of a size, each colour another file. */
export async function jpegOf(width: number, height: number, background?: string): Promise<Uint8Array> {
  return new Uint8Array(await plain(width, height, background).jpeg().toBuffer());
}

export async function encoded(
  format: 'png' | 'webp' | 'avif' | 'gif' | 'tiff',
  width: number,
  height: number,
): Promise<Uint8Array> {
  return new Uint8Array(await plain(width, height)[format]().toBuffer());
}

/** What a phone adds: place, time and camera, a note, a colour profile; and the picture lies on its side. */
export async function phonePhoto(width: number, height: number): Promise<Uint8Array> {
  const { data } = await plain(width, height)
    .withExif({
      IFD0: { Model: 'Phone 9', Copyright: '张三' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '36/1 3/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '120/1 12/1 0/1',
      },
    })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>Zhang San</creator></x:xmpmeta>')
    .withIccProfile('p3')
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer({ resolveWithObject: true });
  return new Uint8Array(data);
}

/** A form as a browser sends it. */
export function formOf(parts: readonly (readonly [name: string, value: string | Uint8Array])[]): FormData {
  const form = new FormData();
  for (const [name, value] of parts)
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([new Uint8Array(value)], { type: 'image/jpeg' }), `${name}.jpg`);
  return form;
}
