import type { SitingInput } from '#api/contract/reach.ts';
import type { LonLat } from '#geodata/model.ts';
import { METRES } from '../../../../state/url.ts';

/** Seconds the solver may be given. */
export const PATIENCE = [10, 30, 120] as const;
const MOST_POINTS = 200;
const MOST_WEIGHT = 100;

/** A siting as it is written in the form; numbers stay the text they were typed as. */
export interface SitingDraft {
  /** Kinds of existing points that count; empty for all. */
  kinds: readonly string[];
  demand: string;
  threshold: 'class' | 'own';
  metres: string;
  goal: 'points' | 'share';
  p: string;
  /** Per cent. */
  share: string;
  candidates: 'communities' | 'drawn';
  gap: string;
  issues: string;
  seconds: (typeof PATIENCE)[number];
}

export type SitingFault = 'metres' | 'p' | 'share' | 'gap' | 'issues' | 'candidates';

export const EMPTY_DRAFT: SitingDraft = {
  ...{ kinds: [], demand: 'households', threshold: 'class', metres: '1000' },
  ...{ goal: 'points', p: '3', share: '95', candidates: 'communities', gap: '0', issues: '0', seconds: 30 },
};

/** The form as it was filled in for a siting that was run. */
export function draftOf(input: SitingInput): SitingDraft {
  const { goal, metres } = input;
  return {
    ...EMPTY_DRAFT,
    ...{ kinds: input.kinds, demand: input.demand, candidates: input.candidates.kind },
    ...(metres === null ? {} : { threshold: 'own' as const, metres: String(metres) }),
    ...(goal.kind === 'points'
      ? { goal: 'points' as const, p: String(goal.p) }
      : { goal: 'share' as const, share: String(Math.round(goal.share * 1000) / 10) }),
    ...{ gap: String(input.weights.gap), issues: String(input.weights.issues) },
    seconds: PATIENCE.find((each) => each >= input.seconds) ?? 120,
  };
}

/** Reads a number as people write it; null when it is none. */
function numberOf(text: string): number | null {
  const plain = text.trim().replace('，', ',').replace('%', '');
  return /^\d+([.]\d+)?$/.test(plain) ? Number(plain) : null;
}

const within = (value: number | null, least: number, most: number, whole = false): value is number =>
  value !== null && value >= least && value <= most && (!whole || Number.isInteger(value));

/** What is wrong in the form; empty when it can be run. */
export function faultsOf(draft: SitingDraft, drawn: readonly LonLat[]): SitingFault[] {
  const faults: [SitingFault, boolean][] = [
    ['metres', draft.threshold === 'own' && !within(numberOf(draft.metres), METRES.least, METRES.most)],
    ['p', draft.goal === 'points' && !within(numberOf(draft.p), 1, MOST_POINTS, true)],
    ['share', draft.goal === 'share' && !within(numberOf(draft.share), 0.1, 100)],
    ['gap', !within(numberOf(draft.gap), 0, MOST_WEIGHT)],
    ['issues', !within(numberOf(draft.issues), 0, MOST_WEIGHT)],
    ['candidates', draft.candidates === 'drawn' && drawn.length === 0],
  ];
  return faults.flatMap(([fault, isWrong]) => (isWrong ? [fault] : []));
}

/**
 * The question in the words of the interface, of a form without faults.
 *
 * @param nameOf what the i-th drawn place is called
 */
export function inputOf(
  draft: SitingDraft,
  {
    id,
    area,
    drawn,
    nameOf,
  }: { id: string; area: string; drawn: readonly LonLat[]; nameOf: (i: number) => string },
): SitingInput {
  const value = (text: string) => numberOf(text) ?? 0;
  return {
    ...{ id, area, kinds: [...draft.kinds], service: null, demand: draft.demand, travel: null, duty: null },
    metres: draft.threshold === 'own' ? value(draft.metres) : null,
    goal:
      draft.goal === 'points'
        ? { kind: 'points', p: value(draft.p) }
        : { kind: 'share', share: value(draft.share) / 100 },
    candidates:
      draft.candidates === 'communities'
        ? { kind: 'communities' }
        : {
            kind: 'drawn',
            points: drawn.map(([lon, lat], i) => ({
              name: nameOf(i),
              position: [lon, lat] as [number, number],
            })),
          },
    weights: { gap: value(draft.gap), issues: value(draft.issues) },
    seconds: draft.seconds,
  };
}
