import { type UseMutationResult, useQuery } from '@tanstack/react-query';
import { Crosshair, MapPin, Play, Trash2 } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SitingInput, SitingResult } from '#api/contract/reach.ts';
import type { LonLat } from '#geodata/model.ts';
import { ApiError } from '../../../../api.ts';
import { Choices } from '../../../../components/Choices.tsx';
import { TextField } from '../../../../components/Fields.tsx';
import { wordsOf } from '../../../../components/faults.ts';
import { formatCount, formatMoment } from '../../../../i18n/format.ts';
import { sitingsQuery } from '../../../../queries/services.ts';
import { newId } from '../../../../state/newId.ts';
import type { Leader } from '../../useLeader.ts';
import type { Services } from '../useServices.ts';
import { faultsOf, inputOf, PATIENCE, type SitingDraft, type SitingFault } from './sitingDraft.ts';

interface SitingFormProps {
  leader: Leader;
  services: Services;
  draft: SitingDraft;
  drawn: readonly LonLat[];
  placing: boolean;
  run: UseMutationResult<SitingResult, Error, SitingInput>;
  onDraft: (part: Partial<SitingDraft>) => void;
  onDrawn: (drawn: readonly LonLat[]) => void;
  onPlacing: (placing: boolean) => void;
}

/** The question of a siting: what counts, for whom, how far, how many, and among which places. */
export function SitingForm(props: SitingFormProps) {
  const { t } = useTranslation();
  const { leader, services, draft, drawn, run, onDraft } = props;
  const { lang, code } = leader;
  const [tried, setTried] = useState(false);
  const name = useId();
  const faults = faultsOf(draft, drawn);
  const faultOf = (fault: SitingFault) =>
    tried && faults.includes(fault) ? t(`services.siting.fault.${fault}`) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.length > 0 || run.isPending || code === null) return;
    const nameOf = (i: number) => t('services.siting.place', { n: i + 1 });
    run.mutate(inputOf(draft, { id: newId(), area: code, drawn, nameOf }));
  };
  const demands = services.settings.data?.demands ?? [];
  return (
    <form className="siting__form" noValidate onSubmit={submit} data-testid="siting-form">
      <div className="event-form__fields siting__fields">
        <Choices
          legend={
            <>
              {t('services.siting.kinds')} <small>{t('services.siting.kindsHint')}</small>
            </>
          }
          name={`${name}kinds`}
          options={services.kinds}
          chosen={draft.kinds}
          several
          testId="siting-kinds"
          onChoose={(id) =>
            onDraft({
              kinds: draft.kinds.includes(id)
                ? draft.kinds.filter((each) => each !== id)
                : [...draft.kinds, id],
            })
          }
        />
        <Choices
          legend={t('services.siting.demand')}
          name={`${name}demand`}
          options={demands.map((each) => ({
            id: each.id,
            name: lang === 'en' ? each.name.en : each.name.zh,
          }))}
          chosen={[draft.demand]}
          testId="siting-demand"
          onChoose={(demand) => onDraft({ demand })}
        />
        <div className="siting__pair">
          <Choices
            legend={t('services.siting.threshold')}
            name={`${name}threshold`}
            options={[
              { id: 'class', name: t('services.filter.byClass') },
              { id: 'own', name: t('services.siting.own') },
            ]}
            chosen={[draft.threshold]}
            testId="siting-threshold"
            onChoose={(threshold) => onDraft({ threshold: threshold as SitingDraft['threshold'] })}
          />
          {draft.threshold === 'own' && (
            <Amount
              label={t('services.siting.metres')}
              value={draft.metres}
              fault={faultOf('metres')}
              testId="siting-metres"
              onValue={(metres) => onDraft({ metres })}
            />
          )}
        </div>
        <div className="siting__pair">
          <Choices
            legend={t('services.siting.goal')}
            name={`${name}goal`}
            options={[
              { id: 'points', name: t('services.siting.goalPoints') },
              { id: 'share', name: t('services.siting.goalShare') },
            ]}
            chosen={[draft.goal]}
            testId="siting-goal"
            onChoose={(goal) => onDraft({ goal: goal as SitingDraft['goal'] })}
          />
          {draft.goal === 'points' ? (
            <Amount
              label={t('services.siting.p')}
              value={draft.p}
              fault={faultOf('p')}
              testId="siting-p"
              onValue={(p) => onDraft({ p })}
            />
          ) : (
            <Amount
              label={t('services.siting.share')}
              value={draft.share}
              fault={faultOf('share')}
              testId="siting-share"
              onValue={(share) => onDraft({ share })}
            />
          )}
        </div>
        <Candidates {...props} fault={faultOf('candidates')} />
        <fieldset className="siting__weights">
          <legend>
            {t('services.siting.weights')} <small>{t('services.siting.weightsHint')}</small>
          </legend>
          <Amount
            label={t('services.siting.gap')}
            value={draft.gap}
            fault={faultOf('gap')}
            testId="siting-gap"
            onValue={(gap) => onDraft({ gap })}
          />
          <Amount
            label={t('services.siting.issues')}
            value={draft.issues}
            fault={faultOf('issues')}
            testId="siting-issues"
            onValue={(issues) => onDraft({ issues })}
          />
        </fieldset>
        <Choices
          legend={t('services.siting.seconds')}
          name={`${name}seconds`}
          options={PATIENCE.map((each) => ({
            id: String(each),
            name: t('services.siting.secondsOf', { n: formatCount(each) }),
          }))}
          chosen={[String(draft.seconds)]}
          testId="siting-seconds"
          onChoose={(each) => onDraft({ seconds: Number(each) as SitingDraft['seconds'] })}
        />
        <Earlier leader={leader} />
      </div>
      <div className="event-form__foot">
        {run.isError && (
          <p className="event-form__refused" role="alert" data-testid="siting-refused">
            <b>{t('services.siting.refused')}</b> {refusalOf(run.error)?.join('；') ?? wordsOf(run.error, t)}
          </p>
        )}
        <button
          type="submit"
          className="button button--ink"
          disabled={run.isPending}
          aria-busy={run.isPending}
          data-testid="siting-run"
        >
          <Play size={17} aria-hidden="true" />
          {t('services.siting.run')}
        </button>
      </div>
    </form>
  );
}

/** What the server says is wrong where; null when it names no place. */
function refusalOf(error: Error): string[] | null {
  const errors = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return errors.length > 0 ? errors.map(({ path, message }) => `${path}: ${message}`) : null;
}

function Amount(props: {
  label: string;
  value: string;
  fault: string | null;
  testId: string;
  onValue: (value: string) => void;
}) {
  return <TextField {...props} inputMode="decimal" maxLength={8} autoComplete="off" />;
}

/** Among which places is chosen: the communities, or what is tapped on the map. */
function Candidates({
  draft,
  drawn,
  placing,
  fault,
  onDraft,
  onDrawn,
  onPlacing,
}: SitingFormProps & { fault: string | null }) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <div className="siting__candidates">
      <Choices
        legend={t('services.siting.candidates')}
        name={name}
        options={[
          {
            id: 'communities',
            name: t('services.siting.communities'),
            icon: <MapPin size={17} aria-hidden="true" />,
          },
          { id: 'drawn', name: t('services.siting.drawn'), icon: <Crosshair size={17} aria-hidden="true" /> },
        ]}
        chosen={[draft.candidates]}
        fault={
          fault !== null && (
            <p className="field__fault" role="alert" data-testid="siting-candidates-fault">
              {fault}
            </p>
          )
        }
        testId="siting-candidates"
        onChoose={(candidates) => {
          onDraft({ candidates: candidates as SitingDraft['candidates'] });
          onPlacing(candidates === 'drawn');
        }}
      />
      {draft.candidates === 'drawn' && (
        <div className="siting__drawn">
          <p role="status" data-testid="siting-drawn">
            {placing ? t('services.siting.tapNow') : t('services.siting.tapPaused')}{' '}
            <b>{t('services.siting.drawnCount', { n: formatCount(drawn.length) })}</b>
          </p>
          <button type="button" className="button" aria-pressed={placing} onClick={() => onPlacing(!placing)}>
            {t(placing ? 'services.siting.pause' : 'services.siting.goOn')}
          </button>
          <button
            type="button"
            className="button"
            disabled={drawn.length === 0}
            onClick={() => onDrawn(drawn.slice(0, -1))}
          >
            <Trash2 size={17} aria-hidden="true" />
            {t('services.siting.undo')}
          </button>
        </div>
      )}
    </div>
  );
}

/** Sitings that were run for this area before. */
function Earlier({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { code, navigate } = leader;
  const { data } = useQuery(sitingsQuery());
  const mine = data?.items.filter(({ input }) => input.area === code) ?? [];
  if (mine.length === 0) return null;
  return (
    <section className="section">
      <div className="section-head">
        <h2>{t('services.siting.earlier')}</h2>
      </div>
      <ol className="rows">
        {mine.slice(0, 5).map(({ id, at, by, input, state }) => (
          <li key={id}>
            <button
              type="button"
              className="area-row"
              data-testid="siting-earlier"
              onClick={() => navigate({ siting: id }, 'push')}
            >
              <span className="area-row__name">
                {input.goal.kind === 'points'
                  ? t('services.siting.earlierPoints', { n: formatCount(input.goal.p) })
                  : t('services.siting.earlierShare', { n: formatCount(Math.round(100 * input.goal.share)) })}
              </span>
              <small>
                {formatMoment(at)} · {by} · {t(`services.siting.states.${state}`)}
              </small>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
