import type { DutyInfo } from '#api/contract/coverage.ts';

/** The duty that is shown when none is asked for: one of calls that are due all the time says most. */
export const usualDuty = <T extends { duty: Pick<DutyInfo, 'kind'> }>(duties: readonly T[]): T | null =>
  duties.find(({ duty }) => duty.kind === 'coverSubjects') ?? duties[0] ?? null;
