import type { DutyFigures, Signature } from '#api/contract/figures.ts';
import type { ServiceContext } from '#api/services/context.ts';
import type { Closing, SignedFigures } from '#api/store/dutyStore.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';
import type { Day } from '#geodata/model.ts';

const COUNTS = ['n', 'required', 'done', 'unknown', 'gapCount', 'unassigned', 'exempt'] as const;

/** What is signed of figures: counts alone, since everything else follows from them and the day. */
export function signedFigures(figure: DutyFigures): SignedFigures {
  return Object.fromEntries(COUNTS.map((count) => [count, figure[count]])) as unknown as SignedFigures;
}

/** "Signed x, now y": a signature beside the figures of now. */
export function signatureOf(closing: Closing, now: DutyFigures, timezone: string): Signature {
  const { by, at, seq, note, figures } = closing;
  return {
    by,
    at: formatInstant(at, timezone),
    commit: seq,
    note,
    ...figures,
    changed: COUNTS.some((count) => figures[count] !== now[count]),
  };
}

/** Looks up the last signature by area, duty and first day of the period. */
export async function signaturesOn(
  { store }: ServiceContext,
  areas: readonly string[],
  duties: readonly string[],
  periods: readonly Day[],
): Promise<(area: string, duty: string, period: Day) => Closing | undefined> {
  const found = new Map(
    (await store.closings(areas, duties, periods)).map((closing) => [
      `${closing.area}\u0001${closing.duty}\u0001${closing.period}`,
      closing,
    ]),
  );
  return (area, duty, period) => found.get(`${area}\u0001${duty}\u0001${period}`);
}
