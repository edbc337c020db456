import { postMessage } from '#api/services/supervision/post.ts';
import type { DeliveryTarget, SupervisionSettingsKeeper } from '#api/services/supervision/settings.ts';
import { signatureOf } from '#api/services/supervision/signature.ts';
import type { Store } from '#api/store/store.ts';
import type { SupervisionMessage } from '#api/store/supervisionStore.ts';
import { formatDay, formatInstant } from '#geodata/duty/calendar.ts';

/** Messages under way at a time. */
const AT_ONCE = 8;
/** Milliseconds a receiver has to answer in. */
const TIMEOUT_MS = 10_000;
/** Milliseconds between looks at what waits, at least and at most: a wall clock may be set. */
const LOOK_MS = { min: 1000, max: 60_000 };

export interface DeliveryParts {
  store: Pick<Store, 'supervision' | 'onWrite'>;
  settings: Pick<SupervisionSettingsKeeper, 'target'>;
  /** Milliseconds since 1970 UTC. */
  now: () => number;
  timezone: string;
  log: (message: string) => void;
  /** @default 10 s */
  timeoutMs?: number;
}

/**
 * Delivers messages of supervised items. What waits and when it is sent next stands in the store, so that a restart
 * goes on where it was; a message that was under way then is sent again with the same id.
 */
export class SupervisionDeliveries {
  readonly #parts: DeliveryParts;
  readonly #stopping = new AbortController();
  #unlisten: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;
  #again = false;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** Begins to deliver what waits, and whatever is issued from now on. */
  start(): void {
    this.#unlisten ??= this.#parts.store.onWrite(() => this.#wake());
    this.#wake();
  }

  /** Ends at once; what is under way counts as not sent. */
  async stop(): Promise<void> {
    this.#unlisten?.();
    clearTimeout(this.#timer);
    this.#stopping.abort();
    await this.#running;
  }

  /** Sends what is to be sent by now. */
  async round(): Promise<void> {
    const { store, settings, now } = this.#parts;
    const target = await settings.target();
    while (target && !this.#stopping.signal.aborted) {
      const due = await store.supervision.messagesDue(now(), AT_ONCE);
      if (due.length === 0) return;
      await Promise.all(due.map((message) => this.#send(target, message)));
    }
  }

  #wake(): void {
    if (this.#stopping.signal.aborted) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#again) {
        this.#again = false;
        this.#wake();
      }
    });
  }

  async #run(): Promise<void> {
    let wait = LOOK_MS.max;
    try {
      const next = await this.#parts.store.supervision.nextMessageAt();
      if (next === null) return;
      if (next <= this.#parts.now()) await this.round();
      const after = await this.#parts.store.supervision.nextMessageAt();
      if (after === null) return;
      wait = Math.min(LOOK_MS.max, Math.max(LOOK_MS.min, after - this.#parts.now()));
    } catch (error) {
      this.#parts.log(`messages of supervised items: ${(error as Error).message}`);
    }
    if (this.#stopping.signal.aborted) return;
    this.#timer = setTimeout(() => this.#wake(), wait);
    this.#timer.unref();
  }

  async #send(target: DeliveryTarget, { message, record }: SupervisionMessage): Promise<void> {
    const { store, timezone, timeoutMs = TIMEOUT_MS } = this.#parts;
    const { id, object, area, due, to, at, text } = record;
    const body = JSON.stringify({
      ...{ id, kind: object.kind, object, area, to },
      due: formatDay(due),
      issuedAt: formatInstant(at, timezone),
      link: target.link && linkTo(target.link, area),
      ...(target.withText && { text }),
    });
    const failure = await postMessage({
      url: target.url,
      body,
      timeoutMs,
      signal: this.#stopping.signal,
      headers: {
        'X-Guatu-Delivery': message,
        'X-Guatu-Signature': signatureOf(body, target.secret),
      },
    });
    if (this.#stopping.signal.aborted) return;
    await store.supervision.noteDelivery({ supervision: id, message, failure });
  }
}

/** Where an area's supervised items are seen. */
function linkTo(base: string, area: string): string {
  const url = new URL('/', base);
  url.search = new URLSearchParams({ area, supervise: '1' }).toString();
  return url.href;
}
