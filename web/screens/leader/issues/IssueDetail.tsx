import { useQuery } from '@tanstack/react-query';
import { ChevronLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { IssueDetail as Detail } from '#api/contract/issues.ts';
import { issues as api } from '../../../apiIssues.ts';
import { Answered } from '../../../components/Answered.tsx';
import { EmptyState } from '../../../components/States.tsx';
import { useSeen } from '../../../components/useSeen.ts';
import { formatMoment, formatPlace } from '../../../i18n/format.ts';
import { issueQuery } from '../../../queries/issues.ts';
import type { Leader } from '../useLeader.ts';
import { IssueActions } from './IssueActions.tsx';
import { IssueClock } from './IssueClock.tsx';
import { IssueContent } from './IssueContent.tsx';
import './IssueDetail.css';
import { IssueTimeline } from './IssueTimeline.tsx';

/** One issue: how it stands, with whom, what happened to it, and what may be done with it now. */
export function IssueDetail({ leader, id }: { leader: Leader; id: string }) {
  const { t } = useTranslation();
  const { lang, url, navigate, session } = leader;
  const query = useQuery(issueQuery(id, lang));
  const unknown = !query.data && (query.error as { status?: number } | null)?.status;
  const back = t(`issues.detail.${url.ledger === null ? 'backToPanel' : 'backToLedger'}`);
  return (
    <>
      <div className="panel__scroll issue-detail" data-testid="issue-detail" key={id}>
        <button
          type="button"
          className="issue-detail__back"
          data-testid="issue-back"
          onClick={() => navigate({ issue: null })}
        >
          <ChevronLeft size={18} aria-hidden="true" />
          {back}
        </button>
        {unknown === 404 || unknown === 400 ? (
          <EmptyState title={t('issues.detail.none')} hint={t('issues.detail.noneHint')} />
        ) : (
          <Answered query={query} zone={session.data?.timezone ?? 'Asia/Shanghai'} lines={9}>
            {(issue) => <Body leader={leader} issue={issue} />}
          </Answered>
        )}
      </div>
      {query.data && <IssueActions key={id} issue={query.data} lang={lang} today={leader.today ?? ''} />}
    </>
  );
}

function Body({ leader, issue }: { leader: Leader; issue: Detail }) {
  const seeing = useSeen({ kind: 'issue', id: issue.id }, api.unmask);
  return (
    <>
      <Head leader={leader} issue={issue} />
      <div className="panel__columns">
        <div>
          <IssueClock issue={issue} now={leader.session.data?.now ?? ''} />
          <Organisations issue={issue} />
          <Ratings issue={issue} />
          <Related leader={leader} issue={issue} />
        </div>
        <div>
          <IssueContent issue={issue} seeing={seeing} />
          <IssueTimeline issue={issue} seen={seeing.seen} />
        </div>
      </div>
    </>
  );
}

/** Colour of the state's chip; its word stands in it. */
function chipOf({ state, overdue }: Detail): string {
  if (overdue) return 'chip--red';
  if (state === 'resolved' || state === 'verified' || state === 'closed') return 'chip--green';
  return state === 'suspended' || state === 'refused' || state === 'merged' ? '' : 'chip--accent';
}

function Head({ leader, issue }: { leader: Leader; issue: Detail }) {
  const { t } = useTranslation();
  const { category, area, chain, source, reportedAt, id, position } = issue;
  const places = [...chain.filter(({ code }) => code !== area.code), area];
  return (
    <div className="issue-detail__head">
      <h1>
        {category.name}
        <span className={`chip ${chipOf(issue)}`} data-testid="issue-state" data-state={issue.state}>
          {t(`issues.state.${issue.state}`)}
        </span>
      </h1>
      <p className="panel-head__line">
        {category.parent && <span>{category.parent.name}</span>}
        <span>{t(`issues.source.${source}`)}</span>
        <span>{t('issues.detail.reported', { time: formatMoment(reportedAt) })}</span>
        <span title={id}>{t('issues.detail.id', { id: id.slice(0, 8) })}</span>
      </p>
      <nav className="issue-detail__chain" aria-label={t('issues.detail.place')}>
        {places.map(({ code, name }) => (
          <button
            key={code}
            type="button"
            data-testid={`issue-place-${code}`}
            onClick={() => leader.navigate({ area: code }, 'push')}
          >
            {formatPlace(name)}
          </button>
        ))}
        {position === null && <small>{t('issues.detail.unlocated')}</small>}
      </nav>
    </div>
  );
}

function Organisations({ issue }: { issue: Detail }) {
  const { t } = useTranslation();
  const { organisations, level } = issue;
  return (
    <section className="section" data-testid="issue-organisations">
      <div className="section-head">
        <h2>{t('issues.detail.organisations')}</h2>
        <span className="section-head__note">
          {t('issues.detail.level')} {t(`issues.level.${level}`)}
        </span>
      </div>
      {organisations.length === 0 ? (
        <p className="section__text">{t('issues.detail.nobody', { level: t(`issues.level.${level}`) })}</p>
      ) : (
        <ul className="issue-parts">
          {organisations.map(({ id, name, state }) => (
            <li key={id}>
              <span>{name}</span>
              <span className="issue-parts__state" data-state={state}>
                {t(`issues.part.${state}`)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Ratings({ issue: { rating, raters, settledAt } }: { issue: Detail }) {
  const { t } = useTranslation();
  if (rating === null && settledAt === null) return null;
  return (
    <section className="section" data-testid="issue-rating">
      <div className="section-head">
        <h2>{t('issues.detail.ratings')}</h2>
        {raters > 0 && (
          <span className="section-head__note">{t('issues.detail.raters', { count: raters })}</span>
        )}
      </div>
      {rating === null ? (
        <p className="section__text">{t('issues.detail.notRated')}</p>
      ) : (
        <p className="issue-rating" data-bad={rating === 'not' || rating === 'notAtAll'}>
          <b>{t(`issues.rating.${rating}`)}</b>
          <small>{t('issues.detail.rating')}</small>
        </p>
      )}
    </section>
  );
}

/** The issues it was merged with, either way. */
function Related({ leader, issue }: { leader: Leader; issue: Detail }) {
  const { t } = useTranslation();
  const { mergedInto, children } = issue;
  if (mergedInto === null && children.length === 0) return null;
  const open = (id: string) => leader.navigate({ issue: id }, 'push');
  return (
    <section className="section issue-related">
      {mergedInto !== null && (
        <button type="button" className="button" data-testid="issue-parent" onClick={() => open(mergedInto)}>
          {t('issues.detail.mergedInto')}
        </button>
      )}
      {children.length > 0 && (
        <>
          <p className="section__text">{t('issues.detail.children', { n: children.length })}</p>
          {children.map((child) => (
            <button key={child} type="button" className="button" onClick={() => open(child)}>
              {t('issues.detail.child', { n: child.slice(0, 8) })}
            </button>
          ))}
        </>
      )}
    </section>
  );
}
