/** How long an answer that was asked for beforehand may stand for one asked for now. */
const FRESH_MS = 30_000;

/** An answer with what it says, read as soon as it came: while the app is on its way nothing else is to be done. */
export interface Asked {
  response: Response;
  /** Parsed JSON; null where there is no body. */
  body: unknown;
}

const asked = new Map<string, { answer: Promise<Asked>; at: number }>();

/** Whether the app has begun to ask for itself: then nothing is beforehand any more. */
let begun = false;

/** @throws TypeError or SyntaxError when nothing came, or no JSON */
export async function read(coming: Promise<Response>): Promise<Asked> {
  const response = await coming;
  return { response, body: response.status === 204 ? null : await response.json() };
}

/** Asks beforehand, for whoever takes the answer up; null when it is too late for that. */
export function askEarly(path: string): Promise<Asked> | null {
  if (begun) return null;
  const answer = read(
    fetch(path, {
      cache: 'no-cache',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(FRESH_MS),
    }),
  );
  asked.set(path, { answer, at: performance.now() });
  return answer;
}

/** The answer to a question that was asked beforehand, once; null when it was not, or too long ago. */
export function takeEarly(path: string, { method }: RequestInit): Promise<Asked> | null {
  const early = method === undefined ? asked.get(path) : undefined;
  begun ||= !early;
  if (!early) return null;
  asked.delete(path);
  return performance.now() - early.at < FRESH_MS ? early.answer : null;
}
