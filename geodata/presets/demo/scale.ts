import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';

/** As many subjects as a demonstration lists by name; all other households are counts. */
export const MOST_SUBJECTS = 150_000;
/** Visits that come of each in twelve months, as drawn; of firms and secretaries a little less. */
const VISITS_A_YEAR = { needy: 18.7, frail: 42.3, firm: 7, secretary: 90 } as const;
/** More are drawn than wanted, since the latest are kept. */
const SPARE = 1.03;

/**
 * A plan with other numbers of visits, and of people in focus in proportion.
 *
 * @param visits how many are wanted
 * @throws RangeError when more are wanted than may come of 150 000 subjects
 */
export function scalePlan(plan: DistrictPlan, visits: number): DistrictPlan {
  const { needy, frail } = plan.focus;
  const others = VISITS_A_YEAR.firm * plan.firms.count + VISITS_A_YEAR.secretary * plan.firstSecretaries;
  const people = Math.max(visits / 10, SPARE * visits - others);
  const factor = people / (VISITS_A_YEAR.needy * needy + VISITS_A_YEAR.frail * frail);
  const focus = { needy: Math.ceil(needy * factor), frail: Math.ceil(frail * factor) };
  const listed = focus.needy + focus.frail + plan.firms.count + plan.firstSecretaries * 34;
  if (listed > MOST_SUBJECTS)
    throw new RangeError(
      `${visits} visits would take ${listed} subjects, and a demonstration lists at most ${MOST_SUBJECTS}`,
    );
  return { ...plan, focus, visits };
}
