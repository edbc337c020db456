import {
  type AfterEvent,
  type CoverSubjects,
  DEFAULT_THRESHOLDS,
  type Duty,
  type OfficerQuota,
  type Staffing,
} from '#geodata/duty/types.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';

const BASE = {
  calendar: 'civil',
  tree: ADMINISTRATIVE,
  inFocus: false,
  thresholds: DEFAULT_THRESHOLDS,
} as const;

/** What a duty is where nothing else is said, by kind. */
export const DUTY_DEFAULTS = {
  coverSubjects: {
    ...BASE,
    tags: [],
    modes: [],
    ownProgrammeOnly: false,
    officerRole: null,
    responsibleUpTo: 'grid',
    denominator: 'register',
  },
  officerQuota: { ...BASE, subjectType: null, tags: [], modes: [], ownProgrammeOnly: false },
  afterEvent: {
    ...BASE,
    subjectType: null,
    tags: [],
    modes: [],
    ownProgrammeOnly: false,
    byAssigned: true,
    officerRole: null,
    responsibleUpTo: 'grid',
  },
  staffing: { ...BASE, role: null },
} as const satisfies { [K in Duty['kind']]: Partial<Extract<Duty, { kind: K }>> };

type Short<D extends Duty> = Omit<D, keyof (typeof DUTY_DEFAULTS)[D['kind']]> & Partial<D>;
export type ShortDuty = Short<CoverSubjects> | Short<OfficerQuota> | Short<AfterEvent> | Short<Staffing>;

/** A duty whole from what is particular to it; also reads rules stored before a field was known. */
export function defineDuty(duty: ShortDuty): Duty {
  const thresholds = { ...DEFAULT_THRESHOLDS, ...duty.thresholds };
  return { ...DUTY_DEFAULTS[duty.kind], ...duty, thresholds } as Duty;
}
