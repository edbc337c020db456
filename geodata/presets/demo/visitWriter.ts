import type { Random } from '#geodata/divide/random.ts';
import type { Day, VisitMode, VisitOutcome } from '#geodata/model.ts';
import { type DemoOptions, uuid } from './draw.ts';
import type { DemoFeed } from './feeds.ts';
import { receiptDays } from './receipts.ts';
import type { DemoSubject } from './subjects.ts';

export interface DemoVisit {
  id: string;
  subject: string;
  officers: string[];
  /** Milliseconds since 1970 UTC. */
  at: number;
  /** Day on which it comes in, today at the latest. */
  received: Day;
  mode: VisitMode;
  outcome: VisitOutcome;
  programme: string;
  /** Answers to the programme's form. */
  fields: Record<string, string | string[] | boolean | number>;
  /** The source that told of it; null for what was typed in. */
  feed: string | null;
}

/** A call to be written down. */
export interface Call {
  subject: DemoSubject;
  officer: string;
  day: Day;
  programme: keyof typeof ANSWERS;
  /** How it was made; drawn where left out. */
  mode?: VisitMode;
}

/** What the forms of the programmes are answered with. */
const ANSWERS = {
  'people-in-focus': (luck: number): DemoVisit['fields'] => ({
    condition: luck < 0.955 ? 'steady' : luck < 0.995 ? 'worse' : 'urgent',
  }),
  'cadres-to-firms': (luck: number): DemoVisit['fields'] => {
    const needs = ['land', 'labour', 'funds', 'policy', 'other'];
    return luck < 0.1 ? { needs: [needs[Math.floor(luck * 50)]!] } : {};
  },
  'first-secretaries': (luck: number): DemoVisit['fields'] => ({
    list: luck < 0.945 ? 'none' : luck < 0.97 ? 'demands' : 'problems',
  }),
  'three-services': (luck: number): DemoVisit['fields'] => {
    const policies = ['tax', 'finance', 'talent', 'innovation', 'other'];
    return {
      leftContact: luck < 0.97,
      ...(luck < 0.4 ? { leftPolicies: [policies[Math.floor(luck * 12.5)]!] } : {}),
      ...(luck > 0.93 ? { takenProblems: '企业反映的问题，待交办' } : {}),
    };
  },
} as const;

/**
 * Writes down calls between half past eight and half past five, and drops what has not come in by now.
 *
 * @param feeds sources that tell of the calls on persons in some towns, up to their last delivery
 */
export function visitWriter(
  feeds: readonly DemoFeed[],
  options: DemoOptions,
  random: Random,
): { write: (call: Call) => void; made: DemoVisit[] } {
  const made: DemoVisit[] = [];
  const receivedOn = receiptDays(options);
  const feedOf = new Map(feeds.flatMap((feed) => feed.areas.map((area) => [area, feed] as const)));
  // A year of days, each asked for hundreds of times: zone arithmetic is slow.
  const starts = new Map<Day, number>();
  const startOfDay = (day: Day): number => {
    const start = starts.get(day) ?? options.startOfDay(day);
    starts.set(day, start);
    return start;
  };
  const write = ({ subject, officer, day, programme, mode: only }: Call): void => {
    const town = subject.area.slice(0, 9);
    const feed = (subject.type === 'person' && feedOf.get(town)) || null;
    if (day > (feed ? feed.deliveries.at(-1)! : options.today)) return;
    const minutes = 8 * 60 + 30 + Math.floor(random() * 9 * 60);
    const luck = random();
    const outcome = luck < 0.94 ? 'met' : luck < 0.985 ? 'notIn' : 'refused';
    const mode: VisitMode = random() < 0.78 ? 'onSite' : random() < 0.8 ? 'phone' : 'online';
    const at = startOfDay(day) + minutes * 60_000;
    const received = receivedOn(town, day, feed);
    const visit: DemoVisit = {
      id: uuid(random),
      subject: subject.id,
      officers: [officer],
      ...{ at, received },
      mode: only ?? (subject.type === 'firm' || mode !== 'online' ? mode : 'phone'),
      outcome,
      programme,
      fields: outcome === 'met' ? ANSWERS[programme](random()) : {},
      feed: feed ? feed.id : null,
    };
    if (at <= options.now && received <= options.today) made.push(visit);
  };
  return { write, made };
}
