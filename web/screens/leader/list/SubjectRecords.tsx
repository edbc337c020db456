import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { GapItem } from '#api/contract/gaps.ts';
import { Drawer } from '../../../components/Drawer.tsx';
import { GapGlyph } from '../../../components/Glyphs.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../components/States.tsx';
import { UnmaskButton } from '../../../components/UnmaskButton.tsx';
import { useUnmask } from '../../../components/useUnmask.ts';
import { gapWord, roleWord } from '../../../i18n/duty.ts';
import { formatDay, formatMoment, formatPlace } from '../../../i18n/format.ts';
import { subjectQuery, visitsToQuery } from '../../../queries/registers.ts';
import { GapOfficer } from '../GapOfficer.tsx';
import { SuperviseButton, useMaySupervise } from '../supervise/SuperviseButton.tsx';
import type { Leader } from '../useLeader.ts';
import './Records.css';
import { useOfficerNames, VisitRows } from './VisitRows.tsx';
import { whyText } from './why.ts';

/** The records behind a row of the list: why it is a gap, the visits, the register, who answers. */
export function SubjectRecords({
  leader,
  item,
  onClose,
}: {
  leader: Leader;
  item: GapItem | null;
  onClose: () => void;
}) {
  // While it shuts it still shows what it showed.
  const last = useRef(item);
  if (item) last.current = item;
  const shown = last.current;
  const who = shown?.subjectType === 'officer' ? 'officers' : 'subjects';
  const named = shown?.subjectType !== 'area';
  const unmask = useUnmask(who, item && named ? item.subject : null);
  const maySupervise = useMaySupervise(leader);
  const duty = leader.chosen?.duty;
  if (!shown) return null;
  return (
    <Drawer
      open={item !== null}
      onClose={onClose}
      testId="records"
      foot={maySupervise && duty && <SuperviseButton leader={leader} duty={duty} items={[shown]} />}
      title={
        <>
          {unmask.seen?.name ?? shown.name} <small>{shown.tags.join(' · ')}</small>
        </>
      }
      line={
        <>
          {[...shown.chain, shown.area].map(({ code, name }) => (
            <span key={code}>{formatPlace(name)}</span>
          ))}
          {named && <UnmaskButton unmask={unmask} masked={shown.name} />}
        </>
      }
    >
      <Content leader={leader} item={shown} />
    </Drawer>
  );
}

function Content({ leader, item }: { leader: Leader; item: GapItem }) {
  const { t } = useTranslation();
  const duty = leader.chosen?.duty;
  const today = leader.session.data?.today ?? '';
  if (!duty) return null;
  return (
    <>
      <section className="records-why" data-testid="records-why">
        <p className="records-why__type">
          <GapGlyph type={item.type} />
          {gapWord(item.type, duty, t)}
        </p>
        <p>{whyText(item, duty, leader.periodKey, today, leader.lang, t)}</p>
      </section>
      {item.subjectType !== 'area' && (
        <dl className="records-facts records-section">
          <dt>{t('list.officer')}</dt>
          <dd>
            <Answering item={item} />
          </dd>
        </dl>
      )}
      {item.subjectType !== 'area' && item.subjectType !== 'officer' && (
        <>
          <Visits item={item} today={today} />
          <Register item={item} today={today} />
        </>
      )}
    </>
  );
}

/** Who answers for it; a post's own row names the officer above. */
function Answering({ item }: { item: GapItem }) {
  const { officer, subjectType } = item;
  const unmask = useUnmask('officers', officer?.id ?? null);
  const shown = officer && unmask.seen ? { ...officer, name: unmask.seen.name } : officer;
  return (
    <>
      <GapOfficer item={{ ...item, officer: shown }} />
      {officer && subjectType !== 'officer' && <UnmaskButton unmask={unmask} masked={officer.name} />}
    </>
  );
}

function Visits({ item, today }: { item: GapItem; today: string }) {
  const { t } = useTranslation();
  const visits = useInfiniteQuery(visitsToQuery(item.subject));
  const rows = visits.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="records-section" data-testid="records-visits">
      <h3>
        {t('records.visits')}
        {visits.data && (
          <small>{t('records.visitCount', { n: `${rows.length}${visits.hasNextPage ? '+' : ''}` })}</small>
        )}
      </h3>
      {visits.isPending && <Skeleton lines={3} />}
      {visits.isError && <ErrorState error={visits.error} onRetry={() => void visits.refetch()} />}
      {visits.data && rows.length === 0 && (
        <EmptyState title={t('records.noVisits')} hint={t('records.noVisitsHint')} />
      )}
      <VisitRows rows={rows.map((visit) => ({ visit }))} today={today} />
      {visits.hasNextPage && (
        <button
          type="button"
          className="button records-more"
          disabled={visits.isFetchingNextPage}
          onClick={() => void visits.fetchNextPage()}
        >
          {t('records.more')}
        </button>
      )}
    </section>
  );
}

function Register({ item, today }: { item: GapItem; today: string }) {
  const { t } = useTranslation();
  const subject = useQuery(subjectQuery(item.subject));
  const assignments = subject.data?.assignments ?? [];
  const names = useOfficerNames(assignments.map(({ officer }) => officer));
  const days = (from: string, to: string | null) =>
    to === null
      ? t('records.since', { day: formatDay(from, today) })
      : t('records.fromTo', { from: formatDay(from, today), to: formatDay(to, today) });
  return (
    <>
      <section className="records-section" data-testid="records-assignments">
        <h3>{t('records.assignments')}</h3>
        {subject.isPending && <Skeleton lines={1} />}
        {subject.data && assignments.length === 0 && (
          <p className="section__text">{t(item.officer ? 'records.byArea' : 'records.byNobody')}</p>
        )}
        <ol className="records-list">
          {assignments.map(({ id, officer, role, validFrom, validTo }) => (
            <li key={id}>
              <span>{names.get(officer) ?? '…'}</span>
              <span>
                <small>{days(validFrom, validTo)}</small>
              </span>
              <small>{roleWord(role, t)}</small>
            </li>
          ))}
        </ol>
      </section>
      <section className="records-section" data-testid="records-register">
        <h3>{t('records.register')}</h3>
        {subject.isPending && <Skeleton lines={2} />}
        {subject.isError && <ErrorState error={subject.error} onRetry={() => void subject.refetch()} />}
        <ol className="records-list">
          {subject.data?.history.map((row) => (
            <li key={`${row.recordedAt} ${row.validFrom}`} data-void={row.replacedAt !== null}>
              <span>{formatMoment(row.recordedAt)}</span>
              <span>
                {row.name} <small>{[...row.tags, days(row.validFrom, row.validTo)].join(' · ')}</small>
              </span>
              <small>{row.replacedAt === null ? t('records.current') : t('records.replaced')}</small>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
