import type { Context } from 'hono';
import { CodedError } from '#api/errors.ts';
import type { Env } from '#api/http.ts';
import { MOST_PHOTOS, PHOTO_BYTES } from '#api/services/photos.ts';

/** Bytes of one request, at most. */
const MOST_BYTES = 40 * 1024 * 1024;
/** Parts that are looked at; what is wrong with fewer is told one by one. */
const MOST_PARTS = 64;
/** Bytes of a part that is text, at most. */
const TEXT_BYTES = 65_536;

/** What a form of an issue holds. */
export interface IssueForm {
  /** JSON text of the field `issue`; null where there is none. */
  issue: string | null;
  photos: Uint8Array[];
}

/**
 * Reads a `multipart/form-data` body, bounded while it is read.
 *
 * @throws CodedError `tooLarge` when the body or a photo is longer than allowed; `badInput` with its place when it is
 *   no such form, has a part that is not known, or too many photos
 */
export async function readIssueForm(c: Context<Env>): Promise<IssueForm> {
  const type = c.req.header('Content-Type') ?? '';
  const body = await bytesOf(c.req.raw.body);
  const form = await parse(body, type);
  let issue: string | null = null;
  const photos: Uint8Array[] = [];
  for (const [name, value] of form) {
    if (name === 'issue' && issue === null) {
      issue = typeof value === 'string' ? value : await value.text();
      if (issue.length > TEXT_BYTES)
        throw new CodedError('tooLarge', `The field issue is longer than ${TEXT_BYTES} characters.`);
    } else if (name === 'photo' && typeof value !== 'string') {
      const path = `photo.${photos.length}`;
      if (value.size > PHOTO_BYTES)
        throw new CodedError('tooLarge', `A photo is longer than ${PHOTO_BYTES} bytes.`, [
          { path, message: `longer than ${PHOTO_BYTES} bytes`, code: 'tooLarge' },
        ]);
      if (photos.length === MOST_PHOTOS) throw refused(path, `is one more than ${MOST_PHOTOS} photos`);
      photos.push(new Uint8Array(await value.arrayBuffer()));
    } else if (name === 'photo') throw refused(`photo.${photos.length}`, 'is text, not a file');
    else throw refused(name.slice(0, 64), name === 'issue' ? 'is there twice' : 'is not known here');
  }
  return { issue, photos };
}

/** @throws CodedError `badInput` when there is no form, or one of far too many parts */
async function parse(body: Buffer, type: string): Promise<FormData> {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type) ?? [];
  const boundary = `--${quoted ?? plain ?? ''}`;
  let parts = 0;
  for (let at = body.indexOf(boundary); at >= 0; at = body.indexOf(boundary, at + boundary.length))
    if (++parts > MOST_PARTS) throw refused('', `has more than ${MOST_PARTS} parts`);
  try {
    return await new Response(new Uint8Array(body), { headers: { 'Content-Type': type } }).formData();
  } catch {
    throw refused('', 'is no multipart/form-data that can be read');
  }
}

async function bytesOf(body: ReadableStream<Uint8Array> | null): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  if (body)
    for await (const chunk of body) {
      total += chunk.byteLength;
      if (total > MOST_BYTES)
        throw new CodedError('tooLarge', `The body is longer than ${MOST_BYTES} bytes.`);
      chunks.push(chunk);
    }
  return Buffer.concat(chunks);
}

function refused(path: string, message: string): CodedError {
  return new CodedError('badInput', 'The form is refused.', [{ path, message, code: 'invalid' }]);
}
