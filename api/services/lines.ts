import { CodedError } from '#api/errors.ts';

/**
 * Lines of a body as they arrive, bounded in bytes; blank lines are passed over but counted.
 *
 * @throws CodedError `tooLarge` when a line or the whole is longer than allowed; `badInput` when it is not UTF-8
 */
export async function* readLines(
  body: ReadableStream<Uint8Array> | null,
  limits: { line: number; total: number },
): AsyncGenerator<{ line: number; text: string }> {
  if (!body) return;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let line = 0;
  let total = 0;
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new CodedError('badInput', 'The body is not UTF-8.', [
        { path: `line ${line + 1}`, message: 'bytes that are not UTF-8', code: 'encoding' },
      ]);
    }
  };
  for await (const chunk of body) {
    total += chunk.byteLength;
    if (total > limits.total)
      throw new CodedError('tooLarge', `The body is longer than ${limits.total} bytes.`);
    const parts = (rest + decode(chunk)).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > limits.line) throw tooLong(line + parts.length + 1, limits.line);
    for (const text of parts) {
      line++;
      if (text.length > limits.line) throw tooLong(line, limits.line);
      if (text.trim() !== '') yield { line, text };
    }
  }
  rest += decode();
  if (rest.trim() !== '') yield { line: line + 1, text: rest };
}

function tooLong(line: number, limit: number): CodedError {
  return new CodedError('tooLarge', `Line ${line} is longer than ${limit} characters.`, [
    { path: `line ${line}`, message: `longer than ${limit} characters`, code: 'tooLarge' },
  ]);
}
