import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { CodedError } from '#api/errors.ts';
import type { IssuePhoto } from '#api/store/issueStore.ts';

/** Bytes of one photo as it is sent, at most. */
export const PHOTO_BYTES = 12 * 1024 * 1024;
/** Photos of one issue, at most. */
export const MOST_PHOTOS = 9;
/** Pixels of one photo as it is sent, at most: a few kilobytes can unfold to a thousand times as many. */
const MOST_PIXELS = 50_000_000;
/** Longer side of what is kept, in pixels. */
const SIDES = { image: 2048, thumbnail: 320 } as const;
const QUALITY = 80;
/** Seconds one photo may take. */
const TIMEOUT = 20;

// One picture at a time is decoded by one thread, and nothing of it stays in memory.
sharp.concurrency(1);
sharp.cache(false);
// What is no photo is not even looked at: decoders of drawings, documents and the rest stay shut.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif'].map((format) => `VipsForeignLoad${format}Buffer`),
});

/** Whether the first bytes, one a character, are those of a photo. */
function isPhoto(start: string): boolean {
  return (
    start.startsWith('\xff\xd8\xff') ||
    start.startsWith('\x89PNG\r\n\x1a\n') ||
    /^RIFF[\s\S]{4}WEBP/.test(start) ||
    /^[\s\S]{4}ftyp(avif|avis|heic|heix|mif1|msf1)/.test(start)
  );
}

let last: Promise<unknown> = Promise.resolve();

/**
 * A photo as it is kept: turned upright, made smaller, encoded anew as JPEG. All that a camera or anybody wrote into
 * the file beside the picture is gone with it: where and when it was taken, colour profiles, whatever was appended.
 *
 * Photos are decoded one after the other, whoever sends them: each may need hundreds of megabytes for a moment.
 *
 * @param path place of the photo in what was sent
 * @throws CodedError `badInput` with that place when it is no photo, is cut short, or has too many pixels
 */
function cleanPhoto(bytes: Uint8Array, path: string): Promise<IssuePhoto> {
  const cleaned = last.then(() => clean(bytes, path));
  last = cleaned.catch(() => {});
  return cleaned;
}

/** Photos in the order they were sent, each told by its place: `photo.0`, `photo.1`. */
export async function cleanPhotos(files: readonly Uint8Array[]): Promise<IssuePhoto[]> {
  const photos: IssuePhoto[] = [];
  for (const [i, file] of files.entries()) photos.push(await cleanPhoto(file, `photo.${i}`));
  return photos;
}

async function clean(bytes: Uint8Array, path: string): Promise<IssuePhoto> {
  const refused = (message: string): CodedError =>
    new CodedError('badInput', 'A photo is refused.', [{ path, message, code: 'photo' }]);
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (!isPhoto(start)) throw refused('is no JPEG, PNG, WebP or HEIF photo');
  try {
    const { data: image, info } = await sharp(bytes, {
      limitInputPixels: MOST_PIXELS,
      failOn: 'truncated',
    })
      .autoOrient()
      .resize(SIDES.image, SIDES.image, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: QUALITY })
      .timeout({ seconds: TIMEOUT })
      .toBuffer({ resolveWithObject: true });
    const thumbnail = await sharp(image)
      .resize(SIDES.thumbnail, SIDES.thumbnail, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: QUALITY })
      .toBuffer();
    return { id: idOf(bytes), width: info.width, height: info.height, image, thumbnail };
  } catch (error) {
    throw refused(
      /pixel limit/.test((error as Error).message)
        ? `has more than ${MOST_PIXELS} pixels`
        : 'cannot be read as a photo: it is cut short, damaged or of a kind that is not known here',
    );
  }
}

/** The same file has the same id, so that one sent again is not kept twice. */
function idOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
