import type { Day, LonLat, SubjectType } from '#geodata/model.ts';

/** Minute of the civil day, 0 to 1440; 1440 is midnight at its end. */
export type Minute = number;

/** From and to, the end not included. */
export interface Span {
  from: Minute;
  to: Minute;
}

/** Hours of a weekday, 1 Monday to 7 Sunday (ISO 8601). */
export interface WeeklySpan extends Span {
  weekday: number;
}

/** Hours of single days that differ from the week's; none: shut. Of two that hold a day the later in the list is meant. */
export interface HoursException {
  from: Day;
  to: Day;
  spans: readonly Span[];
  reason: string | null;
}

/** Opening hours. */
export interface OpeningHours {
  weekly: readonly WeeklySpan[];
  /** On days off of the holiday table: shut, or as on any such weekday. Make-up working days 调休 have Monday's hours. */
  holidays: 'shut' | 'asUsual';
  exceptions: readonly HoursException[];
}

/** A place a moving point stops at. */
export interface Stop {
  id: string;
  name: string;
  position: LonLat;
}

/** Stops that come again: `rule` is an RRULE of RFC 5545 (DAILY, WEEKLY, MONTHLY), counted from `firstDay`. */
export interface Run extends Span {
  id: string;
  stop: string;
  rule: string;
  firstDay: Day;
  /** Last day; null for an open end. */
  lastDay: Day | null;
}

/** One day on which a run is left out, or is at another time or stop. */
export type RunException =
  | { run: string; day: Day; kind: 'cancelled'; reason: string | null }
  | (Span & { run: string; day: Day; kind: 'moved'; stop: string; reason: string | null });

/** A timetable: where a moving point is when. */
export interface Timetable {
  stops: readonly Stop[];
  runs: readonly Run[];
  exceptions: readonly RunException[];
  /** Drawn way between stops; null where none is known. */
  route: readonly LonLat[] | null;
}

/** Where people find it: at one place during its hours (null: not known), or by its timetable. */
export type Whereabouts =
  | { form: 'fixed'; position: LonLat; hours: OpeningHours | null }
  | { form: 'moving'; timetable: Timetable };

/** A service point 服务点. */
export interface ServicePoint {
  id: string;
  /** Kind of the district's list. */
  kind: string;
  name: string;
  organisation: string | null;
  /** Ids of what it offers, of the district's list. */
  services: readonly string[];
  /** People it can serve in 40 open hours; null where it is not known. */
  capacity: number | null;
  /** Made up, for a demonstration; said wherever it is shown. */
  illustrative: boolean;
  whereabouts: Whereabouts;
  validFrom: Day;
  validTo: Day;
}

/** One stop of a moving point on one day, with what came of exceptions. */
export interface Occurrence extends Span {
  run: string;
  stop: string;
  day: Day;
  moved: boolean;
  reason: string | null;
}

/** Whose reach is asked for: subjects of a type with any of these tags; households that are only counted come along. */
export interface Demand {
  id: string;
  name: { zh: string; en: string };
  type: SubjectType;
  /** Empty: all of the type. */
  tags: readonly string[];
}

export interface ServiceKind {
  id: string;
  name: { zh: string; en: string };
  form: 'fixed' | 'moving';
}

/** What a district says of its services: configuration, not code. */
export interface ServiceSettings {
  kinds: readonly ServiceKind[];
  services: readonly { id: string; name: { zh: string; en: string } }[];
  demands: readonly Demand[];
  /** Metres of travel within which a service is in reach, by 城乡分类: 111 and 112; 121 to 123; 2xx; none known. */
  thresholds: { town: number; fringe: number; rural: number; unknown: number };
  /** Travel distance by geodesic distance. */
  detour: number;
}
