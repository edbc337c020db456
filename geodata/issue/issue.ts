import type { Extension, IssueLevel, IssueSource, Rating, ResolutionKind } from '#geodata/issue/events.ts';
import type { IssueState } from '#geodata/issue/states.ts';

/** The part of one organisation an issue was dispatched to. */
export interface Part {
  organisation: string;
  state: 'open' | 'handling' | 'done' | 'returned';
  /** How it was done, null before. */
  kind: ResolutionKind | null;
}

/** Moments are milliseconds since 1970 UTC. */
export interface Pause {
  from: number;
  /** Null while suspended. */
  to: number | null;
}

/** One run of the handling clock: from the report, from an escalation taken on, or from a reopening. */
export interface Run {
  at: number;
  category: string;
  level: IssueLevel;
  pauses: readonly Pause[];
  extensions: readonly (Extension & { at: number })[];
}

/** One call to the level above. */
export interface Call {
  at: number;
  category: string;
  /** Level that is called. */
  level: IssueLevel;
  answeredAt: number | null;
  /** `withdrawn`: the issue was merged before anyone answered. */
  answer: 'taken' | 'returned' | 'passedUp' | 'withdrawn' | null;
}

export interface Resolution {
  at: number;
  kind: ResolutionKind;
  /** Whether those served say that it is not settled: by reopening it, or by the last rating of one of them. */
  denied: boolean;
  reopenedAt: number | null;
}

/** The last rating of one person. */
export interface RatingOf {
  rater: string;
  at: number;
  rating: Rating;
  settled: boolean | null;
  /** 0-based number of the resolution it was given on. */
  round: number;
}

/** A clock that a bad rating opened; ended by a better one of the same person or by the next resolution. */
export interface Rectification {
  rater: string;
  at: number;
  category: string;
  level: IssueLevel;
  endedAt: number | null;
}

/** An issue as its events left it. Nothing here depends on a calendar or on what time it is. */
export interface Issue {
  id: string;
  state: IssueState;
  category: string;
  source: IssueSource;
  /** Level it lies with; while escalated, the level called. */
  level: IssueLevel;
  reportedAt: number;
  /** Moment of the last event. */
  lastAt: number;
  /** Where it goes on when resumed; null while not suspended. */
  suspendedIn: IssueState | null;
  mergedInto: string | null;
  parts: readonly Part[];
  /** At least one; the last is the one that runs, or ran last. */
  runs: readonly Run[];
  calls: readonly Call[];
  resolutions: readonly Resolution[];
  ratings: readonly RatingOf[];
  rectifications: readonly Rectification[];
}

/** Organisations still at work on an issue. */
export function organisationsAtWork({ parts }: Pick<Issue, 'parts'>): string[] {
  return parts.filter(isAtWork).map(({ organisation }) => organisation);
}

/** Organisations an issue counts with: at work on it, or done; not those that sent it back. */
export function organisationsOf({ parts }: Pick<Issue, 'parts'>): string[] {
  return parts.filter(({ state }) => state !== 'returned').map(({ organisation }) => organisation);
}

/** Whether an organisation has still to do its part. */
export function isAtWork({ state }: Part): boolean {
  return state === 'open' || state === 'handling';
}
