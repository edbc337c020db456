import type { SitingInput } from '#api/contract/reach.ts';
import { CodedError, type Fault } from '#api/errors.ts';
import type { Place } from '#api/services/place.ts';
import type { AskedReach } from '#api/services/reach/question.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { Area, LonLat } from '#geodata/model.ts';
import type { ServiceSettings } from '#geodata/service/types.ts';

/** Faults told at once. */
const MOST_FAULTS = 100;

/** A place where a point might be. */
export interface Candidate {
  name: string;
  /** Null for a community: its place is that of its households. */
  position: LonLat | null;
  area: Area;
}

/** The part of a siting that any question on reach has. */
export function reachOfSiting({ area, kinds, service, demand, metres, travel }: SitingInput) {
  return {
    area,
    demand,
    ...(kinds.length > 0 && { kinds: kinds.join(',') }),
    ...(service !== null && { service }),
    ...(metres !== null && { metres }),
    ...(travel !== null && { travel }),
  } satisfies AskedReach & { area: string };
}

/**
 * The places that are asked about.
 *
 * @throws CodedError `badInput` with the place of every fault: what the district does not have, what lies outside the
 *   area, weights where they mean nothing
 */
export async function candidatesOf(
  input: SitingInput,
  settings: ServiceSettings,
  state: TreeState,
  area: Area,
  place: Place,
): Promise<Candidate[]> {
  const faults = [...settingFaults(input, settings), ...weightFaults(input)];
  const found: Candidate[] = [];
  if (input.candidates.kind === 'communities') {
    for (const each of state.tree.ofLevel(area.code, 'community'))
      found.push({ name: each.name, position: null, area: each });
    if (found.length === 0) faults.push(fault('candidates', `there are no communities in ${area.name}`));
  } else {
    const { find } = await place.on();
    for (const [i, { name, position }] of input.candidates.points.entries()) {
      const at = find(...position);
      if (at && state.tree.contains(area.code, at.code)) found.push({ name, position, area: at });
      else
        faults.push(
          fault(
            `candidates.points.${i}.position`,
            `${position.join(', ')} lies outside ${area.name}; longitude comes first`,
            'outside',
          ),
        );
    }
  }
  if (faults.length > 0)
    throw new CodedError('badInput', 'The siting is refused.', faults.slice(0, MOST_FAULTS));
  return found;
}

function settingFaults(input: SitingInput, { kinds, services, demands }: ServiceSettings): Fault[] {
  const has = (list: readonly { id: string }[], wanted: string): boolean =>
    list.some(({ id }) => id === wanted);
  const faults: Fault[] = [];
  if (!has(demands, input.demand))
    faults.push(fault('demand', `there is no demand ${input.demand}`, 'notFound'));
  if (input.service !== null && !has(services, input.service))
    faults.push(fault('service', `there is no service ${input.service}`, 'notFound'));
  for (const [i, kind] of input.kinds.entries())
    if (!has(kinds, kind)) faults.push(fault(`kinds.${i}`, `there is no kind ${kind}`, 'notFound'));
  return faults;
}

/** A share is one of people: what they count beside that would change what is asked. */
function weightFaults({ goal, weights }: SitingInput): Fault[] {
  if (goal.kind === 'points') return [];
  return (['gap', 'issues'] as const).flatMap((name) =>
    weights[name] > 0
      ? [fault(`weights.${name}`, 'weights are for a number of points, not for a share of people')]
      : [],
  );
}

function fault(path: string, message: string, code = 'invalid'): Fault {
  return { path, message, code };
}
