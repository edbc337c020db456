import type { DutyInfo } from '#api/contract/coverage.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';

/** The duty that is shown when none is asked for: one of calls that are due all the time, in every area, says most. */
export const usualDuty = <T extends { duty: Pick<DutyInfo, 'kind' | 'tree'> }>(
  duties: readonly T[],
): T | null => {
  const everywhere = duties.filter(({ duty }) => duty.tree === ADMINISTRATIVE);
  return everywhere.find(({ duty }) => duty.kind === 'coverSubjects') ?? everywhere[0] ?? duties[0] ?? null;
};
