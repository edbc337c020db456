import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { ProgrammeDetail } from '#api/contract/programmes.ts';
import type { OfficerDetail } from '#api/contract/registers.ts';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import { periodOf } from '#geodata/duty/period.ts';
import { SUBJECT_TYPES } from '#geodata/model.ts';
import { areaQuery, programmesQuery, sessionQuery } from '../../queries/index.ts';
import {
  myGapsQuery,
  myVisitsQuery,
  officerQuery,
  programmeQuery,
  subjectsQuery,
} from '../../queries/visit.ts';
import { setClock } from '../../state/clock.ts';
import { useKept } from '../../state/connection.ts';
import { type DutyGaps, mergeLists, notCalledOn, type QuotaRule } from './myList.ts';

/** What the screen reads of a duty's rule; the interface hands it on as it was put. */
export type DutyRule = QuotaRule & { id: string; kind: string; role?: string };

/** A quota of the officer's own role, and how far it is. */
export interface QuotaProgress {
  duty: DutyInfo;
  programme: string;
  done: number;
  required: number;
}

/** So many places are asked one by one; of a post that is about more the whole scope is asked. */
const PLACES = 4;

/** Where an officer's lists are asked for: small areas are answered much quicker than a district. */
export function areasOf(
  { assignments }: Pick<OfficerDetail, 'assignments'>,
  scope: readonly { code: string }[],
): string[] {
  const codes = [...new Set(assignments.map(({ home }) => home))].sort();
  return codes.length > PLACES ? scope.map(({ code }) => code) : codes;
}

/** Everything that one officer's list is made of. */
export function useMyList(id: string, lang: string) {
  const client = useQueryClient();
  const kept = useKept();
  const session = useQuery(sessionQuery());
  const programmes = useQuery(programmesQuery(lang));
  const officer = useQuery(officerQuery(id));
  const today = session.data?.today ?? '';

  // An answer that was kept tells an hour that is over.
  const { data: told, dataUpdatedAt } = session;
  useEffect(() => {
    if (told && !kept) setClock(Date.parse(told.now), dataUpdatedAt);
  }, [told, dataUpdatedAt, kept]);

  // The pulse is a minute; what the browser notices itself is looked into at once.
  const { refetch } = session;
  useEffect(() => {
    const look = () => void refetch();
    addEventListener('offline', look);
    return () => removeEventListener('offline', look);
  }, [refetch]);

  const details = useQueries({
    queries: (programmes.data?.items ?? []).map((programme) => programmeQuery(programme.id, lang)),
    combine: (results) => ({
      data: results.flatMap(({ data }) => (data ? [data] : [])),
      pending: results.some(({ isPending }) => isPending),
    }),
  });
  const duties = useMemo(
    () =>
      (programmes.data?.items ?? [])
        .filter(({ firstDay, lastDay }) => today === '' || (firstDay <= today && today <= lastDay))
        .flatMap((programme) => programme.duties.map((duty) => ({ duty, programme: programme.id }))),
    [programmes.data, today],
  );
  const rules = useMemo(() => rulesOf(details.data), [details.data]);

  const scope = session.data?.scope;
  const areas = useMemo(
    () => (officer.data && scope ? areasOf(officer.data, scope) : []),
    [officer.data, scope],
  );
  const role = officer.data?.entries.find(
    ({ validFrom, validTo }) => validFrom <= today && (validTo === null || today <= validTo),
  )?.role;
  const asked = useMemo(
    () =>
      duties
        .filter(({ duty }) => duty.kind === 'coverSubjects' || duty.kind === 'afterEvent')
        .filter(({ duty }) => !duty.estimated)
        .flatMap((each) => areas.map((area) => ({ ...each, area }))),
    [duties, areas],
  );
  const lists = useQueries({
    queries: asked.map(({ duty, area }) => myGapsQuery({ officer: id, duty: duty.id, area, lang })),
    combine: (results) => ({
      data: results.map(({ data }) => data ?? null),
      pending: results.some(({ isPending }) => isPending),
      failed: results.filter(({ isError, data }) => isError && !data).length,
      error: results.find(({ error, data }) => error && !data)?.error ?? null,
    }),
  });

  // A quota counts different subjects of the officer's own areas; what is left is all but those met already.
  const quotas = useMemo(
    () =>
      duties.filter(
        ({ duty }) => duty.kind === 'officerQuota' && role !== undefined && rules.get(duty.id)?.role === role,
      ),
    [duties, rules, role],
  );
  const begin = quotas.map(({ duty }) => periodStart(duty, today)).sort()[0] ?? '';
  const wantsQuota = quotas.length > 0 && begin !== '';
  const owned = useMemo(
    () => [...new Set((officer.data?.assignments ?? []).flatMap(({ area }) => area ?? []))].sort(),
    [officer.data],
  );
  const own = useQueries({
    queries: wantsQuota ? owned.map((area) => subjectsQuery(area, null)) : [],
    combine: (results) => ({
      data: results.flatMap(({ data }) => data ?? []),
      pending: results.some(({ isPending }) => isPending),
    }),
  });
  const visits = useQuery({ ...myVisitsQuery(id, begin), enabled: wantsQuota });
  const day = useQuery({ ...myVisitsQuery(id, today), enabled: officer.data !== undefined && today !== '' });
  const standing = useQueries({
    // A post is at home in the lowest area that holds all of its own: only the whole scope holds it for sure.
    queries: quotas.flatMap(({ duty }) =>
      (scope ?? []).map(({ code }) => myGapsQuery({ officer: id, duty: duty.id, area: code, lang })),
    ),
    combine: (results) => results.map(({ data }) => data ?? null),
  });
  const homes = useQueries({
    queries: wantsQuota
      ? [...new Set(own.data.map(({ area }) => area))].map((area) => areaQuery(area, lang))
      : [],
    combine: (results) => results.flatMap(({ data }) => (data ? [data] : [])),
  });

  const progress = quotas.flatMap(({ duty, programme }, i): QuotaProgress[] => {
    const width = scope?.length ?? 0;
    const answers = standing.slice(i * width, (i + 1) * width);
    if (answers.some((items) => items === null)) return [];
    const item = answers.flatMap((items) => items ?? []).find(({ subject }) => subject === id);
    // Who is not on the list of gaps has done what the quota wants.
    return [{ duty, programme, done: item?.done ?? duty.n, required: item?.required ?? duty.n }];
  });

  const rows = useMemo(() => {
    const gaps = asked.map(
      ({ duty, programme }, i): DutyGaps => ({
        duty,
        programme,
        items: lists.data[i] ?? [],
      }),
    );
    const open = progress.filter(({ done, required }) => done < required);
    const mine = (visits.data ?? []).filter(({ voided }) => voided === null);
    const candidates = open.map(({ duty, programme }) => ({
      quota: { duty, programme },
      subjects: notCalledOn(
        own.data.filter((subject) => SUBJECT_TYPES.includes(subject.type)),
        mine.filter(({ day }) => day >= periodStart(duty, today)),
        rules.get(duty.id) ?? {},
      ),
    }));
    const known = new Map(homes.map((area) => [area.code, area]));
    return mergeLists(gaps, candidates, (code) => {
      const area = known.get(code);
      const chain = (area?.ancestors ?? []).filter(({ level }) => level === 'town' || level === 'community');
      return { area: { code, name: area?.name ?? code, level: area?.level ?? 'grid' }, chain };
    });
  }, [asked, lists.data, progress, visits.data, own.data, homes, rules, today]);

  const failed = [session, programmes, officer].find(({ isError, data }) => isError && !data) ?? null;
  return {
    session,
    officer,
    /** The programmes with their forms. */
    details: details.data,
    rules,
    today,
    timezone: session.data?.timezone ?? 'Asia/Shanghai',
    rows,
    progress,
    /** Subjects that this officer met today, as far as the server knows. */
    metToday: (day.data ?? [])
      .filter(({ outcome, voided }) => outcome === 'met' && voided === null)
      .map(({ subject }) => subject),
    assigned: (officer.data?.assignments.length ?? 0) > 0,
    pending:
      officer.isPending ||
      programmes.isPending ||
      session.isPending ||
      (asked.length > 0 && lists.pending) ||
      own.pending,
    failed,
    lists,
    kept,
    /** Asks anew for all that is about this officer. */
    refresh: () => void client.invalidateQueries({ queryKey: ['mine'] }),
  };
}
export type MyList = ReturnType<typeof useMyList>;

function rulesOf(details: readonly ProgrammeDetail[]): Map<string, DutyRule> {
  return new Map(
    details.flatMap(({ duties }) => duties.map((duty) => [duty.id, duty as unknown as DutyRule] as const)),
  );
}

/** First day of the period of a duty that runs today; of a programme the earliest day there is. */
function periodStart(duty: DutyInfo, today: string): string {
  const day = parseDay(today);
  if (day === null) return '';
  return duty.period === 'programme' ? '2000-01-01' : formatDay(periodOf(duty.period, day).start);
}
