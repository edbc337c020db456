import type { Geometry } from 'geojson';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import type { ReportColumn, ReportTable } from '#api/services/reports/table.ts';
import { GAP_WORDS, type Lang, LIGHT_WORDS, WORDS, wordIn } from '#api/services/reports/words.ts';
import { GAP_TYPES } from '#geodata/model.ts';

type Columns = CoverageAnswer['columns'];

/** The figures of the areas of a level as a table, the own row last. */
export function coverageTable(
  lang: Lang,
  { area, columns: of, count }: CoverageAnswer,
  shapes: ReadonlyMap<string, Geometry>,
): Omit<ReportTable, 'title' | 'sheets'> {
  const say = (word: keyof typeof WORDS): string => wordIn(lang, WORDS[word]);
  const figure = (
    key: keyof Columns,
    header: string,
    kind: ReportColumn['kind'],
    value: (i: number) => string | number | null = (i) => of[key][i] ?? null,
  ) => ({ key, header, kind, width: kind === 'instant' ? 18 : 10, value });
  const columns: (ReportColumn & { value: (i: number) => string | number | null })[] = [
    { key: 'code', header: say('areaCode'), kind: 'text', width: 20, value: (i) => of.code[i]! },
    {
      key: 'name',
      header: say('areaName'),
      kind: 'text',
      width: 22,
      value: (i) => (of.code[i] === area.code ? `${area.name}（${say('ownRow')}）` : of.name[i]!),
    },
    figure('light', say('light'), 'text', (i) => {
      const light = of.light[i];
      return light ? wordIn(lang, LIGHT_WORDS[light]) : null;
    }),
    figure('n', say('n'), 'count'),
    figure('required', say('required'), 'count'),
    figure('done', say('done'), 'count'),
    figure('unknown', say('unknown'), 'count'),
    figure('ratio', say('ratio'), 'share'),
    figure('ratioHigh', say('ratioHigh'), 'share'),
    figure('pace', say('pace'), 'points'),
    figure('gapCount', say('gapCount'), 'count'),
    ...GAP_TYPES.map((type) => figure(type, wordIn(lang, GAP_WORDS[type]), 'count')),
    figure('unassigned', say('unassigned'), 'count'),
    figure('exempt', say('exempt'), 'count'),
    figure('metLate', say('metLate'), 'count'),
    figure('estimated', say('estimated'), 'share'),
    figure('lastReceivedAt', say('lastReceivedAt'), 'instant'),
  ];
  const rows = Array.from({ length: count }, (_, i) => i);
  return {
    columns: columns.map(({ value: _, ...column }) => column),
    rows: rows.map((i) => columns.map(({ value }) => value(i))),
    notes: [{ key: 'personalData', label: say('masking'), value: say('noPersons') }],
    // the own row stands for what lies in none of the areas listed: it has no shape of its own
    geometries: rows.map((i) => (of.code[i] === area.code ? null : (shapes.get(of.code[i]!) ?? null))),
  };
}
