import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { encoded, jpegOf, phonePhoto } from '#api/photoFixture.ts';
import { cleanPhotos } from '#api/services/photos.ts';

const cleaned = async (bytes: Uint8Array) => (await cleanPhotos([bytes]))[0]!;
const refusal = (bytes: Uint8Array) =>
  cleanPhotos([bytes]).then(
    () => null,
    (error: { status?: number; errors?: unknown }) => ({ status: error.status, errors: error.errors }),
  );
const text = (value: string) => new TextEncoder().encode(value);

describe('a photo as it is kept', () => {
  test('lies upright and has nothing of the camera left', async () => {
    const sent = await phonePhoto(640, 480);
    const before = await sharp(sent).metadata();
    expect([before.orientation, before.exif && 1, before.xmp && 1, before.icc && 1]).toEqual([6, 1, 1, 1]);
    expect(Buffer.from(sent).toString('latin1')).toContain('Phone 9');

    const photo = await cleaned(sent);
    expect([photo.width, photo.height]).toEqual([480, 640]);
    for (const jpeg of [photo.image, photo.thumbnail]) {
      const { format, orientation, exif, xmp, icc, iptc, comments } = await sharp(jpeg).metadata();
      expect({ format, orientation, exif, xmp, icc, iptc, comments }).toEqual({ format: 'jpeg' });
      const bytes = Buffer.from(jpeg).toString('latin1');
      for (const trace of ['Phone 9', 'Exif', 'GPS', 'Zhang', 'http://ns.adobe', 'ICC_PROFILE'])
        expect([trace, bytes.includes(trace)]).toEqual([trace, false]);
    }
  });

  test('is made smaller, never larger, and so is its thumbnail', async () => {
    const large = await cleaned(await jpegOf(4000, 1000));
    expect([large.width, large.height]).toEqual([2048, 512]);
    expect(await sharp(large.thumbnail).metadata()).toMatchObject({ width: 320, height: 80 });
    const small = await cleaned(await jpegOf(100, 200));
    expect([small.width, small.height]).toEqual([100, 200]);
    expect(await sharp(small.thumbnail).metadata()).toMatchObject({ width: 100, height: 200 });
  });

  test.each(['png', 'webp', 'avif'] as const)('may be sent as %s', async (format) => {
    const { image, width, height } = await cleaned(await encoded(format, 60, 40));
    expect([width, height, (await sharp(image).metadata()).format]).toEqual([60, 40, 'jpeg']);
  });

  test('has an id of its content alone', async () => {
    const [a, b] = [await jpegOf(50, 50, '#ff0000'), await jpegOf(50, 50, '#00ff00')];
    const ids = (await cleanPhotos([a, b, a])).map(({ id }) => id);
    expect(ids[0]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  test('loses whatever was hidden behind the picture', async () => {
    const zip = text('PK\x03\x04<script>alert(1)</script>');
    const { image } = await cleaned(new Uint8Array([...(await jpegOf(50, 50)), ...zip]));
    expect(Buffer.from(image).toString('latin1')).not.toMatch(/PK|<script>/);
  });
});

describe('what is no photo', () => {
  const bomb = () =>
    sharp({
      create: { width: 10_000, height: 9000, channels: 3, background: '#000000' },
      limitInputPixels: false,
    })
      .png()
      .toBuffer();
  const cases: [string, () => Promise<Uint8Array> | Uint8Array][] = [
    ['nothing', () => new Uint8Array()],
    ['a text', () => text('hello')],
    ['a drawing', () => text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    [
      'a drawing that says it is a photo',
      async () => new Uint8Array([0xff, 0xd8, 0xff, ...text('<svg xmlns="http://www.w3.org/2000/svg"/>')]),
    ],
    ['an archive', () => text('PK\x03\x04')],
    [
      'a document in front of a photo',
      async () => new Uint8Array([...text('%PDF-1.7\n'), ...(await jpegOf(20, 20))]),
    ],
    ['a GIF', () => encoded('gif', 20, 20)],
    ['a TIFF', () => encoded('tiff', 20, 20)],
    ['a photo cut short', async () => (await jpegOf(2000, 1000)).subarray(0, 2000)],
    ['a PNG of its first bytes alone', async () => (await encoded('png', 200, 100)).subarray(0, 40)],
    ['a photo of 90 million pixels', bomb],
    ['an archive named as HEIF', () => text(`\0\0\0\x20ftypheic${'x'.repeat(100)}`)],
  ];
  test.each(cases)('%s is refused with its place', async (_what, make) => {
    expect(await refusal(await make())).toMatchObject({
      status: 422,
      errors: [{ path: 'photo.0', code: 'photo' }],
    });
  });

  test('is told by its place among others, and the next are still read', async () => {
    const good = await jpegOf(20, 20);
    await expect(cleanPhotos([good, text('no')])).rejects.toMatchObject({ errors: [{ path: 'photo.1' }] });
    expect(await cleanPhotos([good])).toHaveLength(1);
  });
});
