import type { AreasAnswer } from '#api/contract/areas.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import type { ProgrammeInput, RecordOutcome, VisitInput } from '#api/contract/records.ts';
import type { SubjectItem } from '#api/contract/registers.ts';

const DISTRICT = '370211';
/** Towns whose records come from a source that has fallen silent. */
export const SILENT_TOWNS = ['370211004', '370211003'];
/** Beside them the demonstration has a town whose source fell silent. */
export const ALL_SILENT = [...SILENT_TOWNS, '370211006'];
/** Town and month that somebody signs, before one more visit comes in. */
export const SIGNED = { area: '370211007', period: '2026-10', duty: 'needy-monthly', by: '王强' };

const PROGRAMME: Partial<ProgrammeInput> = {
  name: { zh: '包联走访', en: 'Visits by those who answer' },
  firstDay: '2026-09-01',
  lastDay: '2027-12-31',
  duties: [
    {
      kind: 'officerQuota',
      id: 'secretary-quota',
      name: { zh: '第一书记走访', en: 'Calls of first secretaries' },
      period: 'month',
      role: 'firstSecretary',
      subjectType: 'household',
      n: 8,
    },
    {
      kind: 'afterEvent',
      id: 'settled-return',
      name: { zh: '办结回访', en: 'Return visits' },
      period: 'month',
      event: 'settled',
      days: 7,
      subjectType: 'household',
    },
    {
      kind: 'afterEvent',
      id: 'firm-paired',
      name: { zh: '结对首访', en: 'First visit to a firm' },
      period: 'month',
      event: 'assignment',
      days: 14,
      subjectType: 'firm',
      byAssigned: true,
    },
    {
      kind: 'coverSubjects',
      id: 'households-counted',
      name: { zh: '入户走访', en: 'Every household' },
      period: 'quarter',
      subjectType: 'household',
      n: 1,
      denominator: 'households',
    },
  ],
};

/**
 * Adds to the demonstration, through the interface, what it has not: posts with a quota, events with a
 * deadline, counted households, a late source, a signed month. The same each time.
 */
export async function addOtherKinds(url: string): Promise<void> {
  const door = doorOf(url);
  await door.put('/api/programmes/visits-by-post', PROGRAMME);
  const towns = await door.all<AreasAnswer['items'][number]>(`/api/areas?parent=${DISTRICT}&level=town`);
  const subjects = await door.all<SubjectItem>(`/api/subjects?area=${DISTRICT}`);
  await addPosts(door, towns, subjects);
  await addSettled(
    door,
    subjects.filter(({ type }) => type === 'household'),
  );
  await addPairs(
    door,
    towns,
    subjects.filter(({ type }) => type === 'firm'),
  );
  await door.post('/api/feeds', {
    id: 'visits-app',
    name: '民情通',
    areas: SILENT_TOWNS,
    duties: ['frail-weekly'],
    intervalDays: 3,
    validFrom: '2026-09-01',
  });
  await door.post('/api/feeds/visits-app/deliveries', { at: '2026-11-13T08:00:00+08:00' });
  const { area, period, duty } = SIGNED;
  await door.post(`/api/periods/${period}/close`, { area, duties: [duty] });
  const { items } = await door.get<GapsAnswer>(
    `/api/coverage/gaps?duty=${duty}&area=${area}&period=${period}&type=stale`,
  );
  await door.lines('/api/visits', [visitOf(items[0]!.subject, 'member', 30, 10)]);
}

/** A first secretary in five communities of each town, some diligent, some not at all. */
async function addPosts(door: Door, towns: { code: string }[], subjects: SubjectItem[]): Promise<void> {
  const officers: object[] = [];
  const assignments: object[] = [];
  const visits: object[] = [];
  for (const { code: town } of towns) {
    const communities = await door.all<{ code: string }>(`/api/areas?parent=${town}&level=community`);
    for (const [i, { code }] of communities.slice(0, 5).entries()) {
      const id = `firstSecretary-${code}`;
      officers.push({
        id,
        role: 'firstSecretary',
        name: `${'赵钱孙李周'[i]}大明`,
        organisation: `O-${town}`,
        validFrom: '2026-03-01',
      });
      assignments.push({
        id: `A-${id}`,
        officer: id,
        area: code,
        role: 'firstSecretary',
        validFrom: '2026-03-01',
      });
      const own = subjects.filter(({ type, area }) => type === 'household' && area.startsWith(code));
      const skill = (Number(code) * 7) % 11;
      // The last but one idled this month, the laziest were never out.
      const calls = skill === 0 ? 0 : Math.min(own.length, 2 + ((skill + officers.length) % 8));
      if (skill > 0)
        own.slice(0, 8).forEach((each, k) => {
          visits.push(visitOf(each.id, id, 3 + 2 * k, 10));
        });
      if (skill > 1)
        own.slice(0, calls).forEach((each, k) => {
          visits.push(visitOf(each.id, id, 2 + 2 * k, 11));
        });
    }
  }
  await door.lines('/api/officers', officers);
  await door.lines('/api/assignments', assignments);
  await door.lines('/api/visits', visits);
}

/** Every third household had a case settled; most were called on in time, some late, some not yet. */
async function addSettled(door: Door, households: SubjectItem[]): Promise<void> {
  const events: object[] = [];
  const visits: object[] = [];
  for (const [i, { id, area }] of households.entries()) {
    if (i % 3 !== 0) continue;
    const day = 1 + ((i * 5) % 19);
    events.push({ id: `settled-${id}`, kind: 'settled', subject: id, day: dayOf(day, 11) });
    const diligent = (Number(area.slice(0, 9)) * 3) % 5;
    const after = i % 4 < 2 + Math.min(1, diligent) ? 1 + (i % 6) : i % 4 === 3 && i % 5 === 0 ? 9 : null;
    // Some wait for a visit twice over.
    if (after === null && i % 9 === 0)
      events.push({ id: `settled-${id}-2`, kind: 'settled', subject: id, day: dayOf(12, 11) });
    if (after !== null && day + after <= 20) visits.push(visitOf(id, `member-${area}-1`, day + after, 11));
  }
  await door.lines('/api/events', events);
  await door.lines('/api/visits', visits);
}

/** A cadre of each town is paired with firms, and has called on some. */
async function addPairs(door: Door, towns: { code: string }[], firms: SubjectItem[]): Promise<void> {
  const organisation = (town: string) => `O-${town}`;
  await door.lines(
    '/api/officers',
    towns.map(({ code }) => ({
      id: `cadre-${code}`,
      role: 'cadre',
      name: '郑建国',
      organisation: organisation(code),
      validFrom: '2026-03-01',
    })),
  );
  const pairs = firms.slice(0, 240).map(({ id, area }, i) => ({
    officer: `cadre-${area.slice(0, 9)}`,
    subject: id,
    day: 1 + (i % 16),
    visited: i % 3 > 0,
  }));
  await door.lines(
    '/api/assignments',
    pairs.map(({ officer, subject, day }) => ({
      id: `A-${subject}`,
      officer,
      subject,
      role: 'cadre',
      validFrom: dayOf(day, 11),
    })),
  );
  await door.lines(
    '/api/visits',
    pairs
      .filter(({ visited, day }) => visited && day <= 12)
      .map(({ officer, subject, day }) => visitOf(subject, officer, day + 5, 11)),
  );
}

const dayOf = (day: number, month: number): string => `2026-${month}-${String(day).padStart(2, '0')}`;

let visitCount = 0;
function visitOf(subject: string, officer: string, day: number, month: number): Partial<VisitInput> {
  visitCount++;
  return {
    id: `00000000-0000-4000-8000-${visitCount.toString(16).padStart(12, '0')}`,
    subject,
    officers: [officer],
    at: `${dayOf(day, month)}T09:30:00+08:00`,
    mode: 'onSite',
    outcome: 'met',
  };
}

interface Door {
  get<T>(path: string): Promise<T>;
  /** Every page of a list. */
  all<T>(path: string): Promise<T[]>;
  post(path: string, body: object): Promise<void>;
  put(path: string, body: object): Promise<void>;
  /** Records as one batch, none of which may be refused. */
  lines(path: string, records: readonly object[]): Promise<void>;
}

function doorOf(url: string): Door {
  const ask = async (path: string, init?: RequestInit): Promise<string> => {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text;
  };
  const send = async (method: string, path: string, body: object) => {
    const headers = { 'Content-Type': 'application/json' };
    await ask(path, { method, headers, body: JSON.stringify(body) });
  };
  const get = async <T>(path: string) => JSON.parse(await ask(path)) as T;
  return {
    get,
    async all<T>(path: string) {
      const items: T[] = [];
      let cursor: string | null = null;
      do {
        const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page: { items: T[]; nextCursor: string | null } = await get(`${path}&limit=1000${next}`);
        items.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return items;
    },
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    async lines(path, records) {
      const body = records.map((record) => JSON.stringify(record)).join('\n');
      const headers = { 'Content-Type': 'application/x-ndjson' };
      const outcomes = (await ask(path, { method: 'POST', headers, body })).trim().split('\n');
      for (const line of outcomes) {
        const outcome = JSON.parse(line) as RecordOutcome;
        if (outcome.status === 'refused') throw new Error(`${path}: ${line}`);
      }
    },
  };
}
