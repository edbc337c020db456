import type { ServiceSettingsInput } from '#api/contract/servicePoints.ts';
import { CodedError, type Fault } from '#api/errors.ts';
import { everything } from '#api/services/issues/names.ts';
import type { Store } from '#api/store/store.ts';
import { DEFAULT_SERVICE_SETTINGS } from '#geodata/presets/services.ts';
import type { ServiceSettings } from '#geodata/service/types.ts';

/** Keeps what a district says of its services: kinds, services, demands, thresholds. */
export class ServiceSettingsKeeper {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async read(): Promise<ServiceSettings> {
    return (await this.#store.services.serviceSettings()) ?? DEFAULT_SERVICE_SETTINGS;
  }

  /** @throws CodedError `badInput`, or `conflict` when points of a kind are on record; then nothing is changed */
  async put(settings: ServiceSettingsInput): Promise<void> {
    const twice: Fault[] = (['kinds', 'services', 'demands'] as const).flatMap((list) => {
      const ids = settings[list].map(({ id }) => id);
      return ids.flatMap((id, i) =>
        ids.indexOf(id) === i
          ? []
          : [{ path: `${list}.${i}.id`, message: `${id} is written twice`, code: 'invalid' }],
      );
    });
    if (twice.length > 0) throw new CodedError('badInput', 'The settings are refused.', twice);
    const forms = new Map(settings.kinds.map(({ id, form }) => [id, form]));
    const always = { on: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    const points = await this.#store.services.servicePoints(await everything(this.#store), {
      area: null,
      ...always,
    });
    const lost = new Set(
      (points ?? []).flatMap(({ point: { kind, whereabouts } }) =>
        forms.get(kind) === whereabouts.form ? [] : [kind],
      ),
    );
    if (lost.size > 0)
      throw new CodedError(
        'conflict',
        'Points of these kinds are on record.',
        [...lost].map((kind) => ({
          ...{ path: 'kinds', code: 'conflict' },
          message: `${kind} is in use; it can be renamed, but neither left out nor given another form`,
        })),
      );
    await this.#store.services.putServiceSettings(settings);
  }
}
