import type { Random } from '#geodata/divide/random.ts';
import { type ClockFinder, clockFinder } from '#geodata/issue/categories.ts';
import { ISSUE_LEVELS, type IssueLevel, type Rating, type ResolutionKind } from '#geodata/issue/events.ts';
import { ISSUE_CATEGORIES } from '#geodata/presets/issueCategories.ts';
import { HOUR, type Moments } from './moments.ts';
import type { Offices } from './offices.ts';
import { drawn, REASONS } from './titles.ts';
import type { LaterEvent, Report } from './types.ts';

/** What becomes of an issue: as far as it has come by now, settled by now for sure, or open for sure. */
export type Fate = 'any' | 'settled' | 'open';

export interface Course {
  fate: Fate;
  /** Whether a settled one is verified and closed for sure. */
  closes: boolean;
  /** Share that is resolved after it is due. */
  late: number;
}

/** What lives are drawn with. */
export interface LifeKit {
  moments: Moments;
  random: Random;
  offices: (report: Pick<Report, 'category' | 'level' | 'area'>, random: Random) => Offices;
}

/** An event without its moment. */
type Happening = LaterEvent extends infer E ? (E extends LaterEvent ? Omit<E, 'at'> : never) : never;

/** Shares of issues to which something befalls on their way. */
const SHARES = { escalated: 0.08, callReturned: 0.15, returned: 0.06, extended: 0.07, suspended: 0.05 };
const AFTER = { verified: 0.94, closed: 0.96, rated: 0.5, sentBackByVerifier: 0.02 };
/** Of bad ratings: made good without reopening, taken up again; the others wait. */
const MADE_GOOD = { rated: 0.4, reopened: 0.3 };

const clocksOf: ClockFinder = clockFinder(ISSUE_CATEGORIES);

/**
 * What happens to an issue after its report, up to now: taken on, handed out or dealt with where it lies, put off,
 * called up, resolved about its due moment, verified, rated, closed, now and then taken up again.
 */
export function lifeOf(report: Report, course: Course, kit: LifeKit): LaterEvent[] {
  const { last } = kit.moments;
  const diary = new Diary(report, kit);
  const whole = diary.live(course);
  if (course.fate === 'open') return openPart(whole, diary, kit).filter(({ at }) => at <= last);
  const end = whole.at(-1)!.at;
  if (course.fate === 'any' || end <= last) return whole.filter(({ at }) => at <= last);
  // It went faster then, whatever the hour.
  const pace = (last - report.at) / (end - report.at);
  return whole.map((event) => ({ ...event, at: Math.floor(report.at + (event.at - report.at) * pace) }));
}

/** A life up to where it stopped before anything was resolved; half of those tell why. */
function openPart(whole: readonly LaterEvent[], diary: Diary, { random, moments }: LifeKit): LaterEvent[] {
  const until = whole.findIndex(({ type }) => type === 'resolved');
  const part = whole.slice(0, until);
  const before = part.at(-1);
  const luck = random();
  if (!before || before.type === 'escalated' || luck >= 0.5) return part;
  const at = diary.after(before.at, (8 + 60 * random()) * HOUR);
  if (luck < 0.08 && diary.level !== 'district') {
    // Lately, so that the level called has not answered yet.
    const called = Math.max(at, Math.floor(moments.last - 40 * HOUR * random()));
    return [...part, { type: 'escalated', at: called }];
  }
  if (luck < 0.25) return [...part, { type: 'suspended', at, reason: drawn(REASONS.suspended, random) }];
  const reason = drawn(REASONS.extended, random);
  return [...part, { type: 'extended', at, amount: 10 + Math.floor(random() * 50), unit: 'day', reason }];
}

/** The log of one issue while it is made up. */
class Diary {
  readonly #report: Report;
  readonly #kit: LifeKit;
  readonly #events: LaterEvent[] = [];
  /** Dealt with round the clock. */
  readonly #urgent: boolean;
  #at: number;
  #level: IssueLevel;
  /** Organisations it lies with. */
  #asked: string[] = [];

  constructor(report: Report, kit: LifeKit) {
    this.#report = report;
    this.#kit = kit;
    this.#at = report.at;
    this.#level = report.level;
    this.#urgent = clocksOf(report.category, report.level).handling.unit === 'hour';
  }

  /** Level it lies with at the end. */
  get level(): IssueLevel {
    return this.#level;
  }

  live(course: Course): LaterEvent[] {
    const { random, moments } = this.#kit;
    let settleAt = this.#settleAt(course.late);
    this.#write({ type: 'accepted' }, this.#share(settleAt, 0.02, 0.12));
    if (this.#level !== 'district' && random() < SHARES.escalated) settleAt = this.#call(settleAt, course);
    const isHandedOut = random() < (this.#level === 'grid' ? 0.45 : 0.85);
    if (isHandedOut) this.#handOut(settleAt);
    for (const organisation of this.#parts())
      this.#write({ type: 'handling', ...organisation }, this.#share(settleAt, 0.1, 0.4));
    const luck = random();
    if (luck < SHARES.extended) {
      const reason = drawn(REASONS.extended, random);
      const amount = 2 + Math.floor(random() * 8);
      this.#write({ type: 'extended', amount, unit: 'day', reason }, this.#share(settleAt, 0.3, 0.6));
    } else if (luck < SHARES.extended + SHARES.suspended) {
      const reason = drawn(REASONS.suspended, random);
      this.#write({ type: 'suspended', reason }, this.#share(settleAt, 0.2, 0.5));
      const pause = moments.inOffice(this.#at + (1 + 9 * random()) * 24 * HOUR, this.#at, random) - this.#at;
      settleAt += pause;
      this.#write({ type: 'resumed' }, this.#at + pause);
    }
    this.#resolve(settleAt);
    this.#finish(course);
    return this.#events;
  }

  /** A moment after another, in office hours unless it is urgent. */
  after(from: number, ms: number): number {
    const { moments, random } = this.#kit;
    return this.#urgent ? Math.floor(from + ms) : moments.inOffice(from + ms, from, random);
  }

  #write(event: Happening, at: number): void {
    const least = (0.1 + 1.5 * this.#kit.random()) * HOUR;
    this.#at = this.after(this.#at, Math.max(least, at - this.#at));
    this.#events.push({ ...event, at: this.#at });
  }

  /** When it will be resolved: mostly before it is due. */
  #settleAt(late: number): number {
    const { random, moments } = this.#kit;
    const due = moments.dueAfter(this.#at, clocksOf(this.#report.category, this.#level).handling);
    const span = due - this.#at;
    if (random() < late) return due + 2 * HOUR + span * 1.6 * random() ** 2;
    return this.#at + span * (0.06 + 0.84 * random());
  }

  /** A moment on the way to another. */
  #share(until: number, from: number, to: number): number {
    const { random } = this.#kit;
    return this.#at + (until - this.#at) * (from + (to - from) * random());
  }

  /** Calls the level above, which mostly takes it on. */
  #call(settleAt: number, { late }: Course): number {
    const { random } = this.#kit;
    this.#write({ type: 'escalated' }, this.#share(settleAt, 0.3, 0.8));
    const answered = this.#at + (0.5 + 7 * random() * (random() < late ? 4 : 1)) * HOUR;
    if (random() < SHARES.callReturned) {
      this.#write({ type: 'returned', reason: drawn(REASONS.returned, random) }, answered);
      return Math.max(settleAt, this.#at + 2 * HOUR);
    }
    this.#write({ type: 'accepted' }, answered);
    this.#level = ISSUE_LEVELS[ISSUE_LEVELS.indexOf(this.#level) + 1]!;
    return this.#settleAt(late);
  }

  #handOut(settleAt: number): void {
    const { random, offices } = this.#kit;
    const { asked, spare } = offices({ ...this.#report, level: this.#level }, random);
    this.#asked = asked;
    this.#write({ type: 'dispatched', organisations: asked }, this.#share(settleAt, 0.03, 0.15));
    if (random() >= SHARES.returned) return;
    const [organisation] = asked as [string];
    const reason = drawn(REASONS.returned, random);
    this.#write({ type: 'returned', organisation, reason }, this.#share(settleAt, 0.05, 0.25));
    this.#asked = [...asked.slice(1), spare];
    this.#write({ type: 'dispatched', organisations: [spare] }, this.#share(settleAt, 0.03, 0.1));
  }

  /** Whose parts there are, as events name them. */
  #parts(): { organisation?: string }[] {
    return this.#asked.length > 0 ? this.#asked.map((organisation) => ({ organisation })) : [{}];
  }

  #resolve(settleAt: number): void {
    const parts = this.#parts();
    for (const [i, organisation] of parts.entries())
      this.#write(
        { type: 'resolved', kind: this.#kind(), ...organisation },
        i === parts.length - 1 ? settleAt : this.#share(settleAt, 0.5, 0.9),
      );
  }

  #kind(): ResolutionKind {
    const luck = this.#kit.random();
    const isLong = this.#report.category.startsWith('proposals.');
    if (luck < (isLong ? 0.4 : 0.74)) return 'solved';
    if (luck < 0.86) return 'explained';
    return luck < 0.95 ? 'planned' : 'passedOn';
  }

  /** From the resolution to the closing. */
  #finish({ closes, late }: Course): void {
    const { random } = this.#kit;
    const later = (from: number, to: number): number => this.#at + (from + (to - from) * random()) * HOUR;
    if (random() < AFTER.sentBackByVerifier) this.#again('verifier', late);
    if (random() < AFTER.rated) this.#rate(late, later);
    if (!closes && random() >= AFTER.verified) return;
    this.#write({ type: 'verified' }, later(2, 50));
    if (closes || random() < AFTER.closed) this.#write({ type: 'closed' }, later(2, 70));
  }

  #rate(late: number, later: (from: number, to: number) => number): void {
    const { random } = this.#kit;
    const rater = this.#report.subject ?? `R-${this.#report.id.slice(0, 8)}`;
    const luck = random();
    const bad = 0.08 + 0.3 * late;
    const rating: Rating =
      luck < 0.4 * bad
        ? 'notAtAll'
        : luck < bad
          ? 'not'
          : luck < 0.25
            ? 'fairly'
            : luck < 0.55
              ? 'satisfied'
              : 'very';
    const isBad = luck < bad;
    this.#write({ type: 'rated', rater, rating, settled: !isBad }, later(1, 40));
    if (!isBad) return;
    const what = random();
    if (what >= MADE_GOOD.rated + MADE_GOOD.reopened) return;
    if (what >= MADE_GOOD.rated) this.#again('served', late);
    this.#write(
      { type: 'rated', rater, rating: random() < 0.5 ? 'satisfied' : 'fairly', settled: true },
      later(4, 60),
    );
  }

  /** Taken up again by those who had done it. */
  #again(cause: 'served' | 'verifier', late: number): void {
    const { random } = this.#kit;
    this.#write({ type: 'reopened', cause }, this.#at + (2 + 40 * random()) * HOUR);
    const settleAt = this.#settleAt(late);
    for (const organisation of this.#parts())
      this.#write({ type: 'handling', ...organisation }, this.#share(settleAt, 0.1, 0.3));
    this.#resolve(settleAt);
  }
}
