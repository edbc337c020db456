import type { SubjectInput, VisitInput } from '#api/contract/records.ts';

type Sent<T> = Partial<T> & Record<string, unknown>;

/** A campaign over 2026: every household on low income twice a month, every firm once a week. */
export const PROGRAMME_2026 = {
  name: { zh: '走访', en: 'Visits' },
  firstDay: '2026-01-01',
  lastDay: '2026-12-31',
  duties: [
    {
      kind: 'coverSubjects',
      id: 'poor-monthly',
      name: { zh: '低保户', en: 'Low income' },
      period: 'month',
      subjectType: 'household',
      tags: ['低保'],
      n: 2,
      modes: ['onSite', 'phone'],
    },
    {
      kind: 'coverSubjects',
      id: 'firm-weekly',
      name: { zh: '企业', en: 'Firms' },
      period: 'week',
      subjectType: 'firm',
      n: 1,
    },
  ],
} as const;

/** A household on low income, at home in an area since the start of 2026. */
export function household(id: string, area: string, fields: Sent<SubjectInput> = {}) {
  return { id, type: 'household', name: `张${id}`, tags: ['低保'], area, validFrom: '2026-01-01', ...fields };
}

/** A UUID that is the same in every run. */
export function uuidOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** Makes visits with ids of their own: met on site at nine in the morning of a day. */
export function visitMaker(): (subject: string, day: string, fields?: Sent<VisitInput>) => Sent<VisitInput> {
  let next = 0;
  return (subject, day, fields = {}) => ({
    id: uuidOf(next++),
    subject,
    officers: ['w-1'],
    at: `${day}T09:00:00+08:00`,
    mode: 'onSite',
    outcome: 'met',
    ...fields,
  });
}
