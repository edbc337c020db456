import { createRandom } from '#geodata/divide/random.ts';
import { periodOf } from '#geodata/duty/period.ts';
import type { Boundary, Day } from '#geodata/model.ts';
import type { DemoSeed } from './draw.ts';
import { personName } from './names.ts';

/** Months they have been there, the running one included. */
export const SECRETARY_MONTHS = 5;
/** Posts that stood empty for a time: which, and how many days ago one left and the successor came. */
const VACANCIES = [
  { post: 40, left: 96, followed: 58 },
  { post: 97, left: 33, followed: 12 },
] as const;

/** A first secretary's post: its villages, and who held it when. */
export interface SecretaryPost {
  id: string;
  villages: string[];
  held: { name: string; from: Day; to: Day | null }[];
}

/**
 * The posts of the first secretaries: a village each, those that 城乡分类 calls villages first, and one secretary
 * with a second village in another town.
 *
 * @param areas the demonstration's areas, whole
 */
export function demoSecretaries(
  areas: readonly Boundary[],
  { plan, seed, today }: DemoSeed,
): SecretaryPost[] {
  const random = createRandom(seed ^ 0x15ec);
  const villages = areas
    .filter(({ level }) => level === 'community')
    .map(({ code, urbanRural }) => ({ code, urbanRural: urbanRural ?? '' }))
    .sort((a, b) => compare(b.urbanRural, a.urbanRural) || compare(a.code, b.code));
  const from = firstDayOfPosting(today);
  const posts = villages.slice(0, plan.firstSecretaries).map(
    ({ code }): SecretaryPost => ({
      id: `firstSecretary-${code}`,
      villages: [code],
      held: [{ name: personName(random), from, to: null }],
    }),
  );
  const second = posts.length > 0 ? villages[plan.firstSecretaries]?.code : undefined;
  if (second !== undefined)
    posts.find(({ villages }) => villages[0]!.slice(0, 9) !== second.slice(0, 9))?.villages.push(second);
  for (const { post, left, followed } of VACANCIES) {
    const vacated = posts[post];
    if (!vacated) continue;
    vacated.held[0]!.to = today - left;
    vacated.held.push({ name: personName(random), from: today - followed, to: null });
  }
  return posts;
}

function firstDayOfPosting(today: Day): Day {
  let month = periodOf('month', today);
  for (let i = 1; i < SECRETARY_MONTHS; i++) month = periodOf('month', month.start - 1);
  return month.start;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
