import { z } from 'zod';

/** What a commit touched; null stands for everything: look at all of it anew. */
export type Told = z.infer<typeof change> | null;

const change = z.object({
  seq: z.number(),
  town: z.string().nullable(),
  areas: z.array(z.string()),
  duties: z.array(z.string()),
  issues: z.boolean(),
  services: z.boolean(),
});

const ADDRESS = '/api/live';
const TABS = 'guatu-live';
/** Milliseconds before a stream that was refused is asked for again, at least and at most. */
const RETRY_MS = [10_000, 20_000] as const;

/**
 * Listens to what changes in the ledger. Of all tabs of a browser one holds the stream and passes on what it is
 * told, since a browser has but six connections to a server; when that tab goes, another takes over.
 *
 * @returns what ends it
 */
export function listenLive(tell: (told: Told) => void): () => void {
  const left = new AbortController();
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(TABS);
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => tell(told(data)));
  const pass = (data: unknown): void => {
    tell(told(data));
    channel?.postMessage(data);
  };
  // Outside of secure pages there are no locks: each tab has a stream of its own.
  if (!navigator.locks) holdStream(tellOwn(tell), left.signal);
  else
    navigator.locks
      .request(TABS, { signal: left.signal }, () => holdStream(pass, left.signal))
      // left before it was this tab's turn
      .catch(() => {});
  return () => {
    left.abort();
    channel?.close();
  };
}

const tellOwn =
  (tell: (told: Told) => void) =>
  (data: unknown): void =>
    tell(told(data));

/** What stands in an event; of one that cannot be read nothing is known, so that everything is. */
function told(data: unknown): Told {
  const parsed = change.safeParse(data);
  return parsed.success ? parsed.data : null;
}

/** Keeps a stream open until it is no longer wanted. */
function holdStream(pass: (data: unknown) => void, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wasAway = false;
    const open = (): void => {
      source = new EventSource(ADDRESS);
      source.addEventListener('change', ({ data }: MessageEvent<string>) => pass(parsed(data)));
      source.addEventListener('resync', () => pass(null));
      source.addEventListener('hello', () => {
        // A stream begun anew does not know what this page has seen; one resumed by the browser does.
        if (wasAway) pass(null);
        wasAway = false;
      });
      source.addEventListener('error', () => {
        // Away for a moment, it comes back by itself with the number of the last event; refused, it does not.
        if (source?.readyState !== EventSource.CLOSED) return;
        wasAway = true;
        const [least, most] = RETRY_MS;
        timer = setTimeout(open, least + Math.random() * (most - least));
      });
    };
    open();
    ended.addEventListener('abort', () => {
      clearTimeout(timer);
      source?.close();
      resolve();
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
