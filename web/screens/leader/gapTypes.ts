import type { DutyInfo } from '#api/contract/coverage.ts';
import type { GapType } from '#geodata/model.ts';

/** In the order of the bar: what weighs most first. */
const BY_VISITS: readonly GapType[] = ['never', 'stale', 'belowQuota', 'pending', 'noData'];
const BY_DEADLINE: readonly GapType[] = ['overdue', 'never', 'noData'];

/** The types of gap that a duty can have: only deadlines are overdue, and an event wants but one visit. */
export const gapTypesOf = ({ kind }: Pick<DutyInfo, 'kind'>): readonly GapType[] =>
  kind === 'afterEvent' ? BY_DEADLINE : BY_VISITS;
