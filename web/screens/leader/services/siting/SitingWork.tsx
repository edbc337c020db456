import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SitingInput, SitingResult } from '#api/contract/reach.ts';
import { services as done } from '../../../../apiServices.ts';
import { EmptyState, ErrorState, Skeleton } from '../../../../components/States.tsx';
import { formatCount, formatMoment, formatPercent } from '../../../../i18n/format.ts';
import { sitingJobQuery, sitingQuery } from '../../../../queries/services.ts';
import { NEW_SITING } from '../../../../state/url.ts';
import '../../GapList.css';
import '../../issues/IssueActions.css';
import '../../list/ListFilters.css';
import { wordsOf } from '../../../../components/faults.ts';
import type { Leader } from '../../useLeader.ts';
import type { Services } from '../useServices.ts';
import './Siting.css';
import { SitingForm } from './SitingForm.tsx';
import { SitingOutcome } from './SitingOutcome.tsx';
import { draftOf, EMPTY_DRAFT, type SitingDraft } from './sitingDraft.ts';
import type { SitingLook } from './useSitingView.ts';

interface SitingWorkProps {
  leader: Leader;
  services: Services;
  siting: UseQueryResult<SitingResult>;
  look: SitingLook;
  /** Whether a tap on the map draws a candidate. */
  placing: boolean;
  onLook: (part: Partial<SitingLook>) => void;
  onPlacing: (placing: boolean) => void;
}

/** Where next: the question, the solver at work, and what it chose, for who may plan. */
export function SitingWork(props: SitingWorkProps) {
  const { t } = useTranslation();
  const { leader, services, siting, onLook, onPlacing } = props;
  const { url, navigate, detail } = leader;
  const [draft, setDraft] = useState<SitingDraft>(() => ({
    ...EMPTY_DRAFT,
    ...(url.kinds === null ? {} : { kinds: url.kinds.split(',') }),
    ...(url.demand === null ? {} : { demand: url.demand }),
    ...(url.within === null ? {} : { threshold: 'own' as const, metres: String(url.within) }),
  }));
  const client = useQueryClient();
  const run = useMutation({
    networkMode: 'always',
    mutationFn: (input: SitingInput) => done.plan(input),
    onSuccess: (result) => {
      client.setQueryData(sitingQuery(result.id).queryKey, result);
      void client.invalidateQueries({ queryKey: ['sitings'] });
      onLook({ side: 'after', marked: null });
      navigate({ siting: result.id }, 'push');
    },
  });
  const isNew = url.siting === NEW_SITING;
  const edit = (input: SitingInput) => {
    setDraft(draftOf(input));
    onLook({
      drawn: input.candidates.kind === 'drawn' ? input.candidates.points.map(({ position }) => position) : [],
    });
    navigate({ siting: NEW_SITING, area: input.area }, 'push');
  };
  const body = () => {
    if (!services.mayPlan) return <EmptyState title={t('services.siting.mayNot')} />;
    if (isNew)
      return (
        <SitingForm
          {...{ leader, services, draft, run }}
          drawn={props.look.drawn}
          placing={props.placing}
          onDraft={(part) => setDraft((before) => ({ ...before, ...part }))}
          onDrawn={(drawn) => onLook({ drawn })}
          onPlacing={onPlacing}
        />
      );
    if (siting.isError && !siting.data) {
      const missing = (siting.error as { status?: number }).status === 404;
      return missing ? (
        <EmptyState title={t('services.siting.missing')} hint={t('services.siting.missingHint')}>
          <Again onAgain={() => navigate({ siting: NEW_SITING })} />
        </EmptyState>
      ) : (
        <ErrorState error={siting.error} onRetry={() => void siting.refetch()} />
      );
    }
    if (!siting.data) return <Skeleton lines={8} />;
    const { state, input, failure } = siting.data;
    if (state === 'running') return <Running siting={siting.data} lang={leader.lang} />;
    if (!siting.data.result)
      return (
        <EmptyState
          title={t(state === 'cancelled' ? 'services.siting.cancelled' : 'services.siting.failed')}
          {...(failure === null ? {} : { hint: failure })}
        >
          <Again onAgain={() => edit(input)} />
        </EmptyState>
      );
    return (
      <SitingOutcome
        {...{ leader, services, look: props.look, onLook }}
        siting={siting.data}
        result={siting.data.result}
        onAgain={() => edit(input)}
      />
    );
  };
  return (
    <div className="gap-list siting" data-testid="siting">
      <div className="gap-list__head">
        <div>
          <h1>{t('services.siting.title')}</h1>
          <p className="panel-head__line">
            <span>{detail?.name}</span>
            {!isNew && siting.data && <span>{formatMoment(siting.data.at)}</span>}
            {!isNew && siting.data && <span>{siting.data.by}</span>}
          </p>
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label={t('services.siting.close')}
          data-testid="siting-close"
          onClick={() => navigate({ siting: null })}
        >
          <X size={20} />
        </button>
      </div>
      {body()}
    </div>
  );
}

function Again({ onAgain }: { onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className="button" data-testid="siting-again" onClick={onAgain}>
      {t('services.siting.again')}
    </button>
  );
}

/** The solver at work: how far it is, in its own words, and the way to stop it. */
function Running({ siting, lang }: { siting: SitingResult; lang: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const job = useQuery({ ...sitingJobQuery(siting.job ?? '', lang), enabled: siting.job !== null });
  const cancel = useMutation({
    networkMode: 'always',
    mutationFn: () => done.cancel(siting.id),
    onSettled: () => client.invalidateQueries({ queryKey: sitingQuery(siting.id).queryKey }),
  });
  const share = job.data?.progress ?? 0;
  return (
    <div className="siting__running" data-testid="siting-running">
      <p role="status">
        <b>{t('services.siting.running')}</b>
        <span>{job.data?.doing}</span>
      </p>
      <div
        className="siting__progress"
        role="progressbar"
        aria-label={t('services.siting.running')}
        aria-valuenow={Math.round(100 * share)}
      >
        <i style={{ width: `${100 * share}%` }} />
      </div>
      <p className="section__text">
        {t('services.siting.progress', {
          percent: formatPercent(share),
          seconds: formatCount(siting.input.seconds),
        })}
      </p>
      <button
        type="button"
        className="button"
        disabled={cancel.isPending || siting.job === null}
        data-testid="siting-cancel"
        onClick={() => cancel.mutate()}
      >
        {t('services.siting.cancel')}
      </button>
      {cancel.isError && (
        <p className="text-field__fault" role="alert">
          {wordsOf(cancel.error, t)}
        </p>
      )}
    </div>
  );
}
