import type { GapItem, GapsAnswer } from '#api/contract/gaps.ts';
import type { ReportInput } from '#api/contract/reports.ts';
import type { ReportColumn, ReportTable } from '#api/services/reports/table.ts';
import { GAP_WORDS, type Lang, SORT_WORDS, WORDS, wordIn } from '#api/services/reports/words.ts';

type GapQuery = Extract<ReportInput, { kind: 'gaps' }>['query'];

/** The list of who has not been reached as a table; `about` is what every report says of itself. */
export function gapTable(
  lang: Lang,
  query: GapQuery,
  answer: Pick<GapsAnswer, 'facets'>,
  items: readonly GapItem[],
): Omit<ReportTable, 'title' | 'sheets'> {
  const say = (word: keyof typeof WORDS): string => wordIn(lang, WORDS[word]);
  const hasEvents = items.some(({ event }) => event !== null);
  const columns: (ReportColumn & { of: (item: GapItem) => string | number | null })[] = [
    {
      key: 'type',
      header: say('type'),
      kind: 'text',
      width: 12,
      of: ({ type }) => wordIn(lang, GAP_WORDS[type]),
    },
    { key: 'subject', header: say('subject'), kind: 'text', width: 16, of: ({ subject }) => subject },
    { key: 'name', header: say('name'), kind: 'text', width: 16, of: ({ name }) => name },
    { key: 'tags', header: say('tags'), kind: 'text', width: 16, of: ({ tags }) => tags.join('、') },
    ...(['town', 'community', 'grid'] as const).map((level) => ({
      key: level,
      header: say(level),
      kind: 'text' as const,
      width: 18,
      of: ({ chain, area }: GapItem) => [...chain, area].find((place) => place.level === level)?.name ?? null,
    })),
    { key: 'areaCode', header: say('areaCode'), kind: 'text', width: 20, of: ({ area }) => area.code },
    ...(hasEvents
      ? [
          {
            key: 'event',
            header: say('event'),
            kind: 'text' as const,
            width: 14,
            of: ({ event }: GapItem) => event?.kind ?? null,
          },
          {
            key: 'due',
            header: say('due'),
            kind: 'day' as const,
            width: 12,
            of: ({ event }: GapItem) => event?.due ?? null,
          },
        ]
      : []),
    { key: 'lastVisit', header: say('lastVisit'), kind: 'day', width: 12, of: ({ lastVisit }) => lastVisit },
    { key: 'days', header: say('days'), kind: 'count', width: 10, of: ({ days }) => days },
    { key: 'done', header: say('done'), kind: 'count', width: 8, of: ({ done }) => done },
    { key: 'required', header: say('required'), kind: 'count', width: 8, of: ({ required }) => required },
    {
      key: 'officer',
      header: say('officer'),
      kind: 'text',
      width: 16,
      of: ({ officer }) => officer?.name ?? say('nobody'),
    },
    {
      key: 'officerId',
      header: say('officerId'),
      kind: 'text',
      width: 16,
      of: ({ officer }) => officer?.id ?? null,
    },
    { key: 'role', header: say('role'), kind: 'text', width: 14, of: ({ officer }) => officer?.role ?? null },
  ];
  return {
    columns: columns.map(({ of: _, ...column }) => column),
    rows: items.map((item) => columns.map(({ of }) => of(item))),
    notes: [
      { key: 'filter', label: say('filter'), value: filterWords(lang, query, answer) },
      { key: 'sort', label: say('sort'), value: wordIn(lang, SORT_WORDS[query.sort]) },
      { key: 'personalData', label: say('masking'), value: say('masked') },
    ],
    geometries: items.map(({ position }) => position && { type: 'Point', coordinates: position }),
  };
}

function filterWords(lang: Lang, query: GapQuery, { facets }: Pick<GapsAnswer, 'facets'>): string {
  const say = (word: keyof typeof WORDS): string => wordIn(lang, WORDS[word]);
  const officer = facets.officers.find(({ id }) => id === query.officer)?.name;
  const said = [
    query.type && `${say('type')}: ${query.type.map((type) => wordIn(lang, GAP_WORDS[type])).join('、')}`,
    query.tag && `${say('tags')}: ${query.tag.join('、')}`,
    query.officer && `${say('officer')}: ${[officer, query.officer].filter(Boolean).join(' ')}`,
    query.unassigned && say('nobody'),
  ].filter(Boolean);
  return said.length === 0 ? say('noFilter') : said.join('; ');
}
