import { randomUUID } from 'node:crypto';
import { CodedError } from '#api/errors.ts';
import { postMessage } from '#api/services/supervision/post.ts';
import type { DeliveryTarget, SupervisionSettingsKeeper } from '#api/services/supervision/settings.ts';
import { signatureOf } from '#api/services/supervision/signature.ts';
import type { Store } from '#api/store/store.ts';
import type { SupervisionMessage } from '#api/store/supervisionStore.ts';
import { civilDayIn, formatDay, formatInstant } from '#geodata/duty/calendar.ts';

/** Messages under way at a time. */
const AT_ONCE = 8;
/** Milliseconds a receiver has to answer in. */
const TIMEOUT_MS = 10_000;
/** Milliseconds between looks at what waits, at least and at most: a wall clock may be set. */
const LOOK_MS = { min: 1000, max: 60_000 };

export interface DeliveryParts {
  store: Pick<Store, 'supervision' | 'onWrite'>;
  settings: Pick<SupervisionSettingsKeeper, 'target' | 'address'>;
  /** Milliseconds since 1970 UTC. */
  now: () => number;
  timezone: string;
  log: (message: string) => void;
  /** @default 10 s */
  timeoutMs?: number;
}

/**
 * Delivers messages of supervised items: of their issue, and of what the settings name beside it. What waits and when it is sent next stands in the store, so that a restart
 * goes on where it was; a message that was under way then is sent again with the same id.
 */
export class SupervisionDeliveries {
  readonly #parts: DeliveryParts;
  readonly #stopping = new AbortController();
  #unlisten: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;
  #again = false;
  /** When it was last looked for items that have fallen overdue. */
  #lookedAt = Number.NEGATIVE_INFINITY;

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
    const { store, settings, now, timezone } = this.#parts;
    const dayOf = civilDayIn(timezone);
    const target = await settings.target();
    if (target?.also.includes('overdue') && now() - this.#lookedAt >= LOOK_MS.max) {
      this.#lookedAt = now();
      await store.supervision.tellOverdue(dayOf(now()));
    }
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
      await this.round();
      const after = await this.#parts.store.supervision.nextMessageAt();
      // an item that falls overdue writes nothing: whether one has is looked at once in a while
      if (after !== null) wait = Math.min(LOOK_MS.max, Math.max(LOOK_MS.min, after - this.#parts.now()));
    } catch (error) {
      this.#parts.log(`messages of supervised items: ${(error as Error).message}`);
    }
    if (this.#stopping.signal.aborted) return;
    this.#timer = setTimeout(() => this.#wake(), wait);
    this.#timer.unref();
  }

  /**
   * Posts a message that is about nothing, signed as the others are, to the address that is set, whether messages are
   * delivered now or not.
   *
   * @returns null when it has arrived; else why not
   * @throws CodedError `conflict` while no address or no secret is set
   */
  async test(): Promise<string | null> {
    const { settings, now, timezone } = this.#parts;
    const target = await settings.address();
    if (!target) {
      const message = 'An address and a secret are set first.';
      throw new CodedError('conflict', message, [{ path: 'url', message, code: 'required' }]);
    }
    return this.#post(target, randomUUID(), { event: 'test', at: formatInstant(now(), timezone) });
  }

  async #send(target: DeliveryTarget, { message, event, at, record }: SupervisionMessage): Promise<void> {
    const { store, timezone } = this.#parts;
    const { id, object, area, due, to, text, log } = record;
    const said = log.findLast(({ type }) => type === event)?.note ?? null;
    const failure = await this.#post(target, message, {
      ...{ event, id, kind: object.kind, object, area, to },
      due: formatDay(due),
      issuedAt: formatInstant(record.at, timezone),
      ...(event !== 'issued' && { at: formatInstant(at, timezone) }),
      link: target.link && linkTo(target.link, area),
      ...(target.withText && { text, ...(event === 'sentBack' && { note: said }) }),
    });
    if (this.#stopping.signal.aborted) return;
    await store.supervision.noteDelivery({ supervision: id, message, failure });
  }

  #post({ url, secret }: DeliveryTarget, message: string, told: object): Promise<string | null> {
    const { timeoutMs = TIMEOUT_MS } = this.#parts;
    const body = JSON.stringify(told);
    const headers = { 'X-Guatu-Delivery': message, 'X-Guatu-Signature': signatureOf(body, secret) };
    return postMessage({ url, body, timeoutMs, signal: this.#stopping.signal, headers });
  }
}

/** Where an area's supervised items are seen. */
function linkTo(base: string, area: string): string {
  const url = new URL('/', base);
  url.search = new URLSearchParams({ area, supervise: '1' }).toString();
  return url.href;
}
