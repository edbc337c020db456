import type { SitingStopsInput } from '#api/contract/reach.ts';
import type { RecordOutcome } from '#api/contract/records.ts';
import type { ServicePointDetail, ServicePointInput } from '#api/contract/servicePoints.ts';
import { CodedError } from '#api/errors.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { faultsAsAsked, withChosenStops } from '#api/services/siting/timetable.ts';
import type { SitingService } from '#api/services/siting.ts';
import { formatDay } from '#geodata/duty/calendar.ts';

/** The door that service points come in by, whoever sends them. */
export interface PointDoor {
  /** @throws CodedError `notFound` */
  detail(asking: Asking, id: string): Promise<ServicePointDetail>;
  put(asking: Asking, point: ServicePointInput): Promise<RecordOutcome>;
}

/** Turns places that a siting chose into stops of a moving point. */
export class SitingStops {
  readonly #context: ServiceContext;
  readonly #sitings: SitingService;
  readonly #door: PointDoor;

  constructor(context: ServiceContext, sitings: SitingService, door: PointDoor) {
    this.#context = context;
    this.#sitings = sitings;
    this.#door = door;
  }

  /**
   * Adds the stops from today on, all or none.
   *
   * @returns the point as it is now
   * @throws CodedError `notFound`; `conflict` for a siting that has found nothing; `badInput` with the place of every
   *   fault
   */
  async add(asking: Asking, id: string, input: SitingStopsInput): Promise<ServicePointDetail> {
    const { result } = await this.#sitings.get(asking, id);
    if (!result) throw new CodedError('conflict', `Siting ${id} has found no places.`);
    const point = await this.#door.detail(asking, input.point);
    if (point.whereabouts.form !== 'moving')
      throw new CodedError('badInput', `${point.name} stays in one place.`, [
        { path: 'point', message: 'is no moving point', code: 'invalid' },
      ]);
    const extended = withChosenStops(point.whereabouts.timetable, id, result.chosen, input);
    const today = formatDay(this.#context.dayOf(asking.now));
    const outcome = await this.#door.put(asking, {
      id: point.id,
      kind: point.kind,
      name: point.name,
      organisation: point.organisation?.id ?? null,
      services: point.services.map((service) => service.id),
      capacity: point.capacity,
      illustrative: point.illustrative,
      whereabouts: { form: 'moving', timetable: extended.timetable },
      // from today on, unless it has yet to begin
      ...(point.validFrom > today && { validFrom: point.validFrom }),
      validTo: point.validTo,
    });
    if (outcome.status === 'refused')
      throw new CodedError('badInput', 'The stops are refused.', faultsAsAsked(outcome.errors, extended));
    return this.#door.detail(asking, input.point);
  }
}
