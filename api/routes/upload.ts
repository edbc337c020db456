import { CodedError } from '#api/errors.ts';

/**
 * A `multipart/form-data` body.
 *
 * @throws CodedError `unsupportedMedia`; `tooLarge`; `badInput` when it cannot be read
 */
export async function readForm(request: Request, limit: number): Promise<FormData> {
  const type = request.headers.get('Content-Type') ?? '';
  if (!/^multipart\/form-data\b/i.test(type))
    throw new CodedError('unsupportedMedia', 'Send multipart/form-data.');
  return formOf(await readBounded(request.body, limit), type);
}

/** @throws CodedError `badInput` when the body is no form */
export function formOf(body: Buffer<ArrayBuffer>, type: string): Promise<FormData> {
  return new Response(body, { headers: { 'Content-Type': type } }).formData().catch(() => {
    throw new CodedError('badInput', 'The form cannot be read.');
  });
}

/** Bytes of the part `file`. @throws CodedError `badInput` when there is none */
export async function fileOf(form: FormData): Promise<Uint8Array> {
  const file = form.get('file');
  if (!(file instanceof Blob))
    throw new CodedError('badInput', 'The form has no file.', [
      { path: 'file', message: 'is missing', code: 'required' },
    ]);
  return new Uint8Array(await file.arrayBuffer());
}

/** The whole body, counted as it comes in. @throws CodedError `tooLarge` */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of body ?? []) {
    total += part.byteLength;
    if (total > limit) throw new CodedError('tooLarge', `The file is longer than ${limit} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
