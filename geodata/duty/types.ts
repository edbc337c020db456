import type { Day, Level, PeriodKind, SubjectType, VisitMode, VisitOutcome } from '#geodata/model.ts';

/** A name in the two languages of the interface. */
export interface Name {
  zh: string;
  en: string;
}

/** How the light is decided: by pace (model.md), or by how near the deadline is. */
export const LIGHT_PRESETS = ['pace', 'deadline'] as const;

/** Thresholds of the light; see `light.ts`. Shares of 1. */
export interface LightThresholds {
  preset: (typeof LIGHT_PRESETS)[number];
  /** Pace above which a running figure is green. */
  greenPace: number;
  /** Pace below which a running figure is red. */
  redPace: number;
  /** Ratio from which a closed figure is green. */
  target: number;
  /** Ratio from which a closed figure is amber. */
  amberRatio: number;
  /** By deadline: a gap is amber when so few days are left, today included. */
  nearDays: number;
}

export const DEFAULT_THRESHOLDS: LightThresholds = {
  preset: 'pace',
  greenPace: -0.1,
  redPace: -0.3,
  target: 1,
  amberRatio: 0.9,
  nearDays: 3,
};

/** Which days a duty counts in its windows and deadlines. */
export const DUTY_CALENDARS = ['civil', 'working'] as const;

/** What every kind of duty has. */
interface DutyBase {
  id: string;
  name: Name;
  period: PeriodKind;
  calendar: (typeof DUTY_CALENDARS)[number];
  /** Tree of areas its figures are kept by: the administrative one, or a named tree of zones. */
  tree: string;
  /** Whether it is about people in focus, whose small cells are withheld. */
  inFocus: boolean;
  thresholds: LightThresholds;
}

/** Which visits qualify, beside being met and not void. */
interface VisitRule {
  /** Modes that qualify; empty means every mode. */
  modes: readonly VisitMode[];
  /** Whether only visits made under the duty's own programme qualify. */
  ownProgrammeOnly: boolean;
}

/**
 * Every subject of a type (and carrying one of the tags, where tags are named) gets at least `n`
 * qualifying visits in each period.
 */
export interface CoverSubjects extends DutyBase, VisitRule {
  kind: 'coverSubjects';
  subjectType: SubjectType;
  /** Any of these tags; empty means all subjects of the type. */
  tags: readonly string[];
  /** Visits required of each subject in each period, at least 1. */
  n: number;
  /** Role at least one of the visitors holds on the day; null for any. */
  officerRole: string | null;
  /** Somebody answers for a subject when assigned to it, to its area, or to an ancestor up to this level. */
  responsibleUpTo: Level;
  /** What is required of: the subjects on the register, or the counted households of each area. */
  denominator: 'register' | 'households';
}

/** Every post in a role calls on at least `n` different subjects of its own areas and lists in each period. */
export interface OfficerQuota extends DutyBase, VisitRule {
  kind: 'officerQuota';
  role: string;
  n: number;
  /** Subjects that count; null for every type. */
  subjectType: SubjectType | null;
  tags: readonly string[];
}

/** Every event of a kind is followed by a qualifying visit within so many days. */
export interface AfterEvent extends DutyBase, VisitRule {
  kind: 'afterEvent';
  /** Kind of the event; `assignment` is the assignment of an officer to a subject itself. */
  event: string;
  /** Days of the duty's calendar after the event by whose end the visit is due. */
  days: number;
  subjectType: SubjectType | null;
  tags: readonly string[];
  /** Whether the visitor must be one who answers for the subject (or the officer the event names). */
  byAssigned: boolean;
  officerRole: string | null;
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

export type Duty = CoverSubjects | OfficerQuota | AfterEvent | Staffing;

export const FIELD_TYPES = ['text', 'number', 'choice', 'choices', 'yesNo', 'day'] as const;

/** One field of the form that visits of a programme carry. */
export interface FormField {
  id: string;
  name: Name;
  type: (typeof FIELD_TYPES)[number];
  required: boolean;
  /** What may be chosen, for `choice` and `choices`; empty for other types. */
  options: readonly { id: string; name: Name }[];
}

/** A campaign 专项行动: its days and its duties. */
export interface Programme {
  id: string;
  name: Name;
  firstDay: Day;
  lastDay: Day;
  /** The form of its visits. */
  fields: readonly FormField[];
  duties: readonly Duty[];
}

/** A duty's rule from a period on. */
export interface DutyVersion<D extends Duty = Duty> {
  version: number;
  /** First day of the first period it holds for. */
  fromPeriod: Day;
  /** Null where the duty has ended. */
  duty: D | null;
}

/** A duty with all its versions: id, kind, rhythm and tree are the same in each. */
export interface DutyRule<D extends Duty = Duty> {
  programme: { id: string; firstDay: Day; lastDay: Day };
  /** Ascending by `fromPeriod`, each once. */
  versions: readonly DutyVersion<D>[];
  /** The newest rule that is not an end. */
  duty: D;
}

/** What a visit must tell for a duty to know whether it qualifies. */
export interface VisitFact {
  day: Day;
  mode: VisitMode;
  outcome: VisitOutcome;
  programmeId: string | null;
  /** Who made it; empty where no duty asks. */
  officers: readonly string[];
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

/** An officer's entry in the register: the role held and the area the organisation works for. */
export interface OfficerSpan extends Interval {
  role: string;
  home: string;
}

/** An assignment as the post has it: to an area or to a subject. */
export interface PostAssignment extends Interval {
  area: string | null;
  subject: string | null;
}

/** Something that starts a clock for a subject, with the days it stands on the register. */
export interface EventSpan extends Interval {
  x: string;
  kind: string;
  day: Day;
  /** Who is to call; null for whoever answers for the subject. */
  officer: string | null;
}

/** What the register says of one subject over a run of days, both ends included. */
export interface SubjectSpan {
  from: Day;
  to: Day;
  home: string;
  type: SubjectType;
  tags: readonly string[];
  /** The zone it lies in, by tree of zones. */
  zones: Readonly<Record<string, string>>;
}
