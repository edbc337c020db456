import type { Day, Level, PeriodKind, SubjectType, VisitMode, VisitOutcome } from '#geodata/model.ts';

/** A name in the two languages of the interface. */
export interface Name {
  zh: string;
  en: string;
}

/** Thresholds of the light; see `light.ts`. Shares of 1. */
export interface LightThresholds {
  /** Pace above which a running figure is green. */
  greenPace: number;
  /** Pace below which a running figure is red. */
  redPace: number;
  /** Ratio from which a closed figure is green. */
  target: number;
  /** Ratio from which a closed figure is amber. */
  amberRatio: number;
}

export const DEFAULT_THRESHOLDS: LightThresholds = {
  greenPace: -0.1,
  redPace: -0.3,
  target: 1,
  amberRatio: 0.9,
};

/** What every kind of duty has. */
interface DutyBase {
  id: string;
  name: Name;
  period: PeriodKind;
  thresholds: LightThresholds;
}

/**
 * Every subject of a type (and carrying one of the tags, where tags are named) gets at least `n`
 * qualifying visits in each period.
 */
export interface CoverSubjects extends DutyBase {
  kind: 'coverSubjects';
  subjectType: SubjectType;
  /** Any of these tags; empty means all subjects of the type. */
  tags: readonly string[];
  /** Visits required of each subject in each period, at least 1. */
  n: number;
  /** Modes that qualify; empty means every mode. */
  modes: readonly VisitMode[];
  /** Whether only visits made under the duty's own programme qualify. */
  ownProgrammeOnly: boolean;
  /** Somebody answers for a subject when assigned to it, to its area, or to an ancestor up to this level. */
  responsibleUpTo: Level;
}

/** Every area of a level has `min` to `max` officers assigned; a standing, not a flow. */
export interface Staffing extends DutyBase {
  kind: 'staffing';
  level: Level;
  min: number;
  max: number;
  /** Role of the assignments that count; null for any. */
  role: string | null;
}

export type Duty = CoverSubjects | Staffing;

/** A campaign 专项行动: its days and its duties. */
export interface Programme {
  id: string;
  name: Name;
  firstDay: Day;
  lastDay: Day;
  duties: readonly Duty[];
}

/** What a visit must tell for a duty to know whether it qualifies. */
export interface VisitFact {
  day: Day;
  mode: VisitMode;
  outcome: VisitOutcome;
  programmeId: string | null;
}

/** Days, both ends included. */
export interface Interval {
  from: Day;
  to: Day;
}

/** An officer's assignment to an area or a subject, as the register has it. */
export interface AssignmentSpan extends Interval {
  officer: string;
  role: string;
}

/** What the register says of one subject over a run of days, both ends included. */
export interface SubjectSpan {
  from: Day;
  to: Day;
  home: string;
  type: SubjectType;
  tags: readonly string[];
}
