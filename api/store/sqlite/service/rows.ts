import type { Day, LonLat } from '#geodata/model.ts';
import type { ServicePoint } from '#geodata/service/types.ts';

/** A version of a point as it is kept: `body` is all of it but its id and its days, as JSON. */
export interface KeptServicePoint {
  town: string;
  id: string;
  validFrom: Day;
  validTo: Day;
  body: string;
  seq: number;
}

export const SERVICE_POINT_COLUMNS = 'p.town, p.id, p.validFrom, p.validTo, p.body, p.seq';

export function bodyOf({ id: _id, validFrom: _from, validTo: _to, ...body }: ServicePoint): string {
  return JSON.stringify(body);
}

export function pointOf({ id, validFrom, validTo, body }: KeptServicePoint): ServicePoint {
  return {
    id,
    ...(JSON.parse(body) as Omit<ServicePoint, 'id' | 'validFrom' | 'validTo'>),
    validFrom,
    validTo,
  };
}

/** Where a point is found: at one place, or at each of its stops in their order. */
export function positionsOf({ whereabouts }: Pick<ServicePoint, 'whereabouts'>): LonLat[] {
  return whereabouts.form === 'fixed'
    ? [whereabouts.position]
    : whereabouts.timetable.stops.map(({ position }) => position);
}
