import type { IssueEvent, IssueLevel, IssueSource } from '#geodata/issue/events.ts';
import type { Day, LonLat } from '#geodata/model.ts';

/** Something that happened to an issue after its report. */
export type LaterEvent = Exclude<IssueEvent, { type: 'reported' }>;

export interface DemoIssueEvent {
  id: string;
  event: LaterEvent;
  /** Day on which it comes in. */
  received: Day;
}

export interface DemoIssue {
  id: string;
  category: string;
  source: IssueSource;
  level: IssueLevel;
  /** Milliseconds since 1970 UTC. */
  at: number;
  /** Day on which it comes in, today at the latest; not before that of its visit. */
  received: Day;
  area: string;
  position: LonLat | null;
  title: string;
  text: string | null;
  reporter: { name: string; phone: string } | null;
  subject: string | null;
  visit: string | null;
  programme: string | null;
  officer: string | null;
  reference: string | null;
  /** In the order in which they happened. */
  events: DemoIssueEvent[];
}

/** An issue before anything has happened to it. */
export type Report = Omit<DemoIssue, 'events'>;
