import type { SitingInput, SitingResult } from '#api/contract/reach.ts';
import { areaRefOf } from '#api/services/areas.ts';
import type { Reckoned } from '#api/services/reach/reckoning.ts';
import { type RowPlan, shareOf } from '#api/services/reach/rows.ts';
import type { Candidate } from '#api/services/siting/question.ts';
import type { SitingFound } from '#api/services/siting/work.ts';
import type { KeptSiting } from '#api/store/serviceStore.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';
import type { Level, LonLat } from '#geodata/model.ts';

/** What a siting found, as it is told. */
export function resultOf(
  { travel }: Reckoned,
  plan: RowPlan,
  level: Level,
  candidates: readonly (Candidate & { position: LonLat })[],
  found: SitingFound,
): NonNullable<SitingResult['result']> {
  const standing = (reached: number) => ({
    demand: found.total,
    reached,
    share: shareOf(reached, found.total),
  });
  const changed = [...plan.areas.keys()].filter((row) => found.afterOfRow[row] !== found.beforeOfRow[row]);
  return {
    proof: found.proof === 'optimal' ? 'optimal' : 'bound',
    gap: found.gap,
    travel: travel.kind,
    before: standing(found.before),
    after: standing(found.after),
    greedy: standing(found.greedy),
    chosen: found.chosen.map(({ candidate, gained }) => {
      const { name, position, area } = candidates[candidate]!;
      return { name, position: [...position], area: areaRefOf(area), gained };
    }),
    columns: {
      code: changed.map((row) => plan.areas[row]!.code),
      demand: changed.map((row) => found.demandOfRow[row]!),
      before: changed.map((row) => found.beforeOfRow[row]!),
      after: changed.map((row) => found.afterOfRow[row]!),
    },
    level,
  };
}

/** A kept siting as it is told. @param job to follow it by; null when it is over */
export function sitingOf(kept: KeptSiting, job: string | null, timezone: string): SitingResult {
  const { id, at, by, state, input, result, failure } = kept;
  return {
    id,
    input: JSON.parse(input) as SitingInput,
    at: formatInstant(at, timezone),
    by,
    state,
    job,
    failure,
    result: result === null ? null : (JSON.parse(result) as SitingResult['result']),
  };
}
