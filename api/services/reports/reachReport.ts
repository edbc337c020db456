import type { OutOfReachAnswer, SitingResult } from '#api/contract/reach.ts';
import type { ReportInput } from '#api/contract/reports.ts';
import type { ReportColumn, ReportNote, ReportTable } from '#api/services/reports/table.ts';
import { type Lang, reachDefinition, WORDS, wordIn } from '#api/services/reports/words.ts';

type Body = Omit<ReportTable, 'title' | 'sheets'>;
type Cell = string | number | null;
type Column<T> = ReportColumn & { of: (item: T, i: number) => Cell };
type OutItem = OutOfReachAnswer['items'][number];

/** Places out of reach as a table, each where its people are. */
export function outOfReachTable(
  lang: Lang,
  query: Extract<ReportInput, { kind: 'outOfReach' }>['query'],
  answer: Pick<OutOfReachAnswer, 'demand' | 'from' | 'to' | 'travel' | 'detour' | 'thresholds'>,
  items: readonly OutItem[],
): Body {
  const say = (word: keyof typeof WORDS): string => wordIn(lang, WORDS[word]);
  const columns: Column<OutItem>[] = [
    { key: 'code', header: say('areaCode'), kind: 'text', width: 20, of: ({ area }) => area.code },
    ...(['town', 'community', 'grid'] as const).map((level) => ({
      key: level,
      header: say(level),
      kind: 'text' as const,
      width: 18,
      of: ({ chain, area }: OutItem) => [...chain, area].find((each) => each.level === level)?.name ?? null,
    })),
    { key: 'demand', header: say('demandCount'), kind: 'count', width: 10, of: ({ demand }) => demand },
    { key: 'outOfReach', header: say('outCount'), kind: 'count', width: 10, of: (item) => item.outOfReach },
    { key: 'share', header: say('share'), kind: 'share', width: 10, of: ({ share }) => share },
    { key: 'metres', header: say('metres'), kind: 'count', width: 12, of: ({ metres }) => whole(metres) },
    { key: 'threshold', header: say('threshold'), kind: 'count', width: 10, of: (item) => item.threshold },
    {
      key: 'nearest',
      header: say('nearestPoint'),
      kind: 'text',
      width: 22,
      of: ({ nearest }) => nearest?.name ?? null,
    },
  ];
  const filter = [
    `${say('kinds')}: ${query.kinds ?? say('all')}`,
    `${say('service')}: ${query.service ?? say('all')}`,
  ];
  return {
    ...tableOf(columns, items),
    notes: [
      { key: 'demand', label: say('demand'), value: answer.demand.name },
      { key: 'interval', label: say('interval'), value: `${answer.from} – ${answer.to}` },
      { key: 'filter', label: say('filter'), value: filter.join('; ') },
      { key: 'definition', label: say('definition'), value: reachDefinition(answer, lang) },
      { key: 'personalData', label: say('masking'), value: say('noPersons') },
    ],
    geometries: items.map(({ position }) => ({ type: 'Point', coordinates: position })),
  };
}

type Chosen = NonNullable<SitingResult['result']>['chosen'][number];

/** The places a siting chose as a table, with what they change in the notes. */
export function sitingTable(lang: Lang, { input, result, at, by }: SitingResult): Body {
  const say = (word: keyof typeof WORDS): string => wordIn(lang, WORDS[word]);
  const columns: Column<Chosen>[] = [
    { key: 'order', header: say('order'), kind: 'count', width: 8, of: (_, i) => i + 1 },
    { key: 'name', header: say('candidate'), kind: 'text', width: 22, of: ({ name }) => name },
    {
      key: 'areaCode',
      header: say('areaCode'),
      kind: 'text',
      width: 20,
      of: ({ area }) => area?.code ?? null,
    },
    {
      key: 'areaName',
      header: say('areaName'),
      kind: 'text',
      width: 18,
      of: ({ area }) => area?.name ?? null,
    },
    // as text: a count would be rounded
    { key: 'longitude', header: say('longitude'), kind: 'text', width: 12, of: (item) => degrees(item, 0) },
    { key: 'latitude', header: say('latitude'), kind: 'text', width: 12, of: (item) => degrees(item, 1) },
    { key: 'gained', header: say('gained'), kind: 'count', width: 10, of: ({ gained }) => gained },
  ];
  const chosen = result?.chosen ?? [];
  const notes: ReportNote[] = [
    { key: 'planned', label: say('siting'), value: `${at} ${by}` },
    { key: 'demand', label: say('demand'), value: input.demand },
    { key: 'goal', label: say('goal'), value: goalOf(input) },
    {
      key: 'filter',
      label: say('filter'),
      value: `${say('kinds')}: ${input.kinds.join(', ') || say('all')}; ${say('service')}: ${input.service ?? say('all')}`,
    },
  ];
  if (result)
    notes.push(
      ...(['before', 'after', 'greedy'] as const).map((key) => ({
        key,
        label: say(key),
        value: standingOf(result[key]),
      })),
      {
        key: 'proof',
        label: say('proof'),
        value: result.proof === 'optimal' ? say('proven') : `${say('bound')} ${percent(result.gap)}`,
      },
    );
  notes.push({ key: 'personalData', label: say('masking'), value: say('noPersons') });
  return {
    ...tableOf(columns, chosen),
    notes,
    geometries: chosen.map(({ position }) => ({ type: 'Point', coordinates: position })),
  };
}

function tableOf<T>(columns: readonly Column<T>[], items: readonly T[]): Pick<Body, 'columns' | 'rows'> {
  return {
    columns: columns.map(({ of: _, ...column }) => column),
    rows: items.map((item, i) => columns.map(({ of }) => of(item, i))),
  };
}

const whole = (value: number | null): number | null => (value === null ? null : Math.round(value));
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const degrees = ({ position }: Chosen, axis: 0 | 1): string => position[axis].toFixed(6);

function standingOf({
  demand,
  reached,
  share,
}: {
  demand: number;
  reached: number;
  share: number | null;
}): string {
  return `${reached} / ${demand}${share === null ? '' : ` (${percent(share)})`}`;
}

function goalOf({ goal }: SitingResult['input']): string {
  return goal.kind === 'points' ? `p = ${goal.p}` : percent(goal.share);
}
