import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SitingResult } from '#api/contract/reach.ts';
import { ApiError } from '../../../../api.ts';
import { services as done } from '../../../../apiServices.ts';
import { Choices } from '../../../../components/Choices.tsx';
import { TextField } from '../../../../components/Fields.tsx';
import { wordsOf } from '../../../../components/faults.ts';
import { EmptyState } from '../../../../components/States.tsx';
import { formatCount, formatPlace } from '../../../../i18n/format.ts';
import type { Leader } from '../../useLeader.ts';
import { WEEKDAYS } from '../moment.ts';
import type { Services } from '../useServices.ts';
import { firstDraft, type StopDraft, type StopsFault, stopsFaults, stopsInput } from './stopsDraft.ts';
import '../../../../components/Check.css';

interface SitingStopsProps {
  leader: Leader;
  services: Services;
  siting: SitingResult;
  result: NonNullable<SitingResult['result']>;
  onDone: () => void;
}

/** Turns chosen places into stops of a moving point: which one, on what days of the week, from when to when. */
export function SitingStops({ leader, services, siting, result, onDone }: SitingStopsProps) {
  const { t } = useTranslation();
  const { navigate, today } = leader;
  const client = useQueryClient();
  const name = useId();
  const [draft, setDraft] = useState(() => firstDraft(result.chosen.length, today ?? ''));
  const [tried, setTried] = useState(false);
  const faults = stopsFaults(draft);
  const has = (fault: StopsFault) => tried && faults.includes(fault);
  const moving = (services.everywhere.data?.items ?? []).filter(({ form }) => form === 'moving');
  const make = useMutation({
    networkMode: 'always',
    mutationFn: () => done.makeStops(siting.id, stopsInput(draft)),
    onSuccess: () => {
      for (const key of ['servicePoints', 'servicePoint', 'serviceStops', 'reach', 'outOfReach'])
        void client.invalidateQueries({ queryKey: [key] });
      onDone();
      if (draft.point !== null) navigate({ point: draft.point, siting: null }, 'push');
    },
  });
  const change = (i: number, part: Partial<StopDraft>) =>
    setDraft({ ...draft, stops: draft.stops.map((stop, j) => (j === i ? { ...stop, ...part } : stop)) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.length === 0 && !make.isPending) make.mutate();
  };
  const errors = make.error instanceof ApiError ? (make.error.problem?.errors ?? []) : [];
  const fault = (text: string | null) =>
    text !== null && (
      <p className="field__fault" role="alert">
        {text}
      </p>
    );
  return (
    <form className="siting__form" noValidate onSubmit={submit} data-testid="stops-form">
      <div className="event-form__fields siting__fields">
        <button type="button" className="issue-detail__back" onClick={onDone}>
          <ChevronLeft size={18} aria-hidden="true" />
          {t('services.toStops.back')}
        </button>
        {moving.length === 0 ? (
          <EmptyState title={t('services.toStops.noMoving')} hint={t('services.toStops.noMovingHint')} />
        ) : (
          <label className="field">
            <span className="field__label">{t('services.toStops.point')}</span>
            <select
              className="select"
              value={draft.point ?? ''}
              aria-invalid={has('point')}
              data-testid="stops-point"
              onChange={({ target }) => setDraft({ ...draft, point: target.value || null })}
            >
              <option value="">{t('services.toStops.choose')}</option>
              {moving.map(({ id, name: word }) => (
                <option key={id} value={id}>
                  {word}
                </option>
              ))}
            </select>
            {fault(has('point') ? t('services.toStops.fault.point') : null)}
          </label>
        )}
        <TextField
          label={t('services.toStops.firstDay')}
          type="date"
          value={draft.firstDay}
          fault={has('firstDay') ? t('services.toStops.fault.firstDay') : null}
          testId="stops-first-day"
          onValue={(firstDay) => setDraft({ ...draft, firstDay })}
        />
        {fault(has('none') ? t('services.toStops.fault.none') : null)}
        {result.chosen.map((place, i) => {
          const stop = draft.stops[i];
          if (!stop) return null;
          const told = errors.find(({ path }) => path.startsWith(`stops[${placeOf(draft.stops, i)}]`));
          return (
            <fieldset
              className="stop-form"
              key={`${place.name} ${place.position}`}
              data-testid={`stops-${i}`}
            >
              <legend>
                <label>
                  <input
                    type="checkbox"
                    className="check"
                    checked={stop.on}
                    onChange={({ target }) => change(i, { on: target.checked })}
                  />
                  <b>{i + 1}</b> {formatPlace(place.name)}
                  <small>+{formatCount(place.gained)}</small>
                </label>
              </legend>
              {stop.on && (
                <>
                  <Choices
                    legend={<span className="visually-hidden">{t('services.toStops.weekdays')}</span>}
                    name={`${name}${i}`}
                    options={WEEKDAYS.map((key, day) => ({
                      id: String(day + 1),
                      name: t(`services.weekdayShort.${key}`),
                    }))}
                    chosen={stop.weekdays.map(String)}
                    several
                    steps
                    testId={`stops-${i}-day`}
                    onChoose={(id) => {
                      const day = Number(id);
                      const on = stop.weekdays.includes(day);
                      change(i, {
                        weekdays: on ? stop.weekdays.filter((each) => each !== day) : [...stop.weekdays, day],
                      });
                    }}
                  />
                  <div className="stop-form__times">
                    <TextField
                      label={t('services.toStops.from')}
                      type="time"
                      value={stop.from}
                      testId={`stops-${i}-from`}
                      onValue={(from) => change(i, { from })}
                    />
                    <TextField
                      label={t('services.toStops.to')}
                      type="time"
                      value={stop.to}
                      testId={`stops-${i}-to`}
                      onValue={(to) => change(i, { to })}
                    />
                  </div>
                  {fault(has(`stop ${i}`) ? t('services.toStops.fault.stop') : (told?.message ?? null))}
                </>
              )}
            </fieldset>
          );
        })}
      </div>
      <div className="event-form__foot">
        {make.isError && (
          <p className="event-form__refused" role="alert" data-testid="stops-refused">
            <b>{t('services.siting.refused')}</b>{' '}
            {errors.length > 0
              ? errors.map(({ path, message }) => `${path}: ${message}`).join('；')
              : wordsOf(make.error, t)}
          </p>
        )}
        <button
          type="submit"
          className="button button--ink"
          disabled={make.isPending || moving.length === 0}
          aria-busy={make.isPending}
          data-testid="stops-make"
        >
          {t('services.toStops.make', { n: formatCount(draft.stops.filter(({ on }) => on).length) })}
        </button>
      </div>
    </form>
  );
}

/** At which place of what is sent the i-th chosen place stands. */
const placeOf = (stops: readonly StopDraft[], i: number): number =>
  stops.slice(0, i).filter(({ on }) => on).length;
