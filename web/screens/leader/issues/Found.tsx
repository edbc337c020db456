import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { EmergingAnswer, HotspotsAnswer, SilenceAnswer } from '#api/contract/hotspots.ts';
import { Answered } from '../../../components/Answered.tsx';
import { formatCount, formatPlace, formatRate } from '../../../i18n/format.ts';
import { binClass, courseClass, hotCells } from '../../../map/cells.ts';
import type { CellClass, MapView } from '../../../map/view.ts';
import { areasBelowQuery } from '../../../queries/registers.ts';
import type { Leader } from '../useLeader.ts';
import { useSpotWords } from './spotWords.ts';
import type { Issues } from './useIssues.ts';

const MOST_ROWS = 5;

interface FoundProps {
  leader: Leader;
  issues: Issues;
  onHover: (area: MapView['hovered']) => void;
}

interface FoundCell {
  code: string;
  found: CellClass;
  words: string;
  more?: string;
}

/** What statistics find, in words; a tap leads to the place and the issues behind it. */
export function Found(props: FoundProps) {
  const { leader, issues } = props;
  const { show } = leader.url;
  if (show === 'emerging')
    return (
      <Answered query={issues.emerging} zone={zoneOf(leader)}>
        {(answer) => <Emerging {...props} answer={answer} />}
      </Answered>
    );
  if (show === 'silence')
    return (
      <Answered query={issues.silence} zone={zoneOf(leader)}>
        {(answer) => <Silence {...props} answer={answer} />}
      </Answered>
    );
  return (
    <Answered query={issues.hotspots} zone={zoneOf(leader)}>
      {(answer) => <Hotspots {...props} answer={answer} />}
    </Answered>
  );
}

const zoneOf = (leader: Leader) => leader.session.data?.timezone ?? 'Asia/Shanghai';

function Hotspots({ answer, ...props }: FoundProps & { answer: HotspotsAnswer }) {
  const { t } = useTranslation();
  const { columns, global } = answer;
  const hot = hotCells(columns);
  const cold = columns.bin.filter((bin) => bin !== null && bin < 0).length;
  const few = columns.reason.length > 0 && columns.reason.every((reason) => reason === 'fewCells');
  const none = few ? t('issues.hotspots.fewCells') : t('issues.hotspots.none');
  return (
    <Section
      {...props}
      id="hotspots"
      title={t('issues.hotspots.title')}
      note={t('issues.hotspots.note', { cells: t(`issues.hotspots.cells.${props.issues.cell}`) })}
      settings={useSpotWords(props.issues.settings, false)}
      none={none}
      cells={hot.map(({ code, bin, around, expected }) => ({
        code,
        found: binClass(bin),
        words: t('issues.hotspots.words', {
          around: around === null ? '—' : formatCount(around),
          expected: expected === null ? '—' : formatRate(expected),
        }),
      }))}
    >
      <p className="section__text">
        {[
          ...(cold > 0 ? [t('issues.hotspots.cold', { n: formatCount(cold) })] : []),
          ...(answer.unplaced > 0
            ? [t('issues.hotspots.unplaced', { n: formatCount(answer.unplaced) })]
            : []),
          ...(global.moransI === null
            ? []
            : [
                t('issues.hotspots.moran', {
                  value: global.moransI.toFixed(2).replace('-', '−'),
                  word: t(`issues.hotspots.${moranWord(global)}`),
                }),
              ]),
        ].join(' · ')}
      </p>
    </Section>
  );
}

function moranWord({ moransI, p }: HotspotsAnswer['global']): 'clustered' | 'dispersed' | 'random' {
  if (p === null || p > 0.05 || moransI === null) return 'random';
  return moransI > 0 ? 'clustered' : 'dispersed';
}

/** What matters most comes first: what grows before what lasts, what lasts before what fades. */
const COURSES = [
  'new',
  'intensifying',
  'consecutive',
  'persistent',
  'sporadic',
  'oscillating',
  'diminishing',
  'historical',
];

function Emerging({ answer, ...props }: FoundProps & { answer: EmergingAnswer }) {
  const { t } = useTranslation();
  const { columns } = answer;
  const few = columns.course.some((course) => course === 'fewSteps');
  const cells = columns.code
    .map((code, i) => ({ code, course: columns.course[i] ?? 'none', side: columns.side[i] ?? null, i }))
    .filter(({ course, side }) => side === 'hot' && COURSES.includes(course))
    .toSorted((a, b) => COURSES.indexOf(a.course) - COURSES.indexOf(b.course) || (a.code < b.code ? -1 : 1));
  return (
    <Section
      {...props}
      id="emerging"
      title={t('issues.emerging.title')}
      note={t('issues.emerging.note', { n: answer.steps.length })}
      settings={useSpotWords(props.issues.settings, true)}
      none={t(few ? 'issues.emerging.few' : 'issues.emerging.none')}
      cells={cells.map(({ code, course, side, i }) => {
        const trend = columns.trendZ[i] ?? null;
        const found = courseClass(course, side);
        return {
          code,
          found,
          words:
            trend === null
              ? t(`issues.cell.${found}`)
              : t('issues.emerging.trend', {
                  value: `${trend > 0 ? '+' : '−'}${Math.abs(trend).toFixed(1)}`,
                }),
        };
      })}
    />
  );
}

function Silence({ answer, ...props }: FoundProps & { answer: SilenceAnswer }) {
  const { t } = useTranslation();
  const { columns } = answer;
  const cells = columns.code
    .map((code, i) => ({ code, i }))
    .filter(({ i }) => columns.silent[i])
    .toSorted((a, b) => (columns.p[a.i] ?? 1) - (columns.p[b.i] ?? 1));
  const count = (value: number | null | undefined) => (value == null ? '—' : formatCount(Math.round(value)));
  return (
    <Section
      {...props}
      id="silence"
      title={t('issues.silence.title')}
      note={t('issues.silence.note')}
      none={t('issues.silence.none')}
      cells={cells.map(({ code, i }) => ({
        code,
        found: columns.contradicted[i] ? 'contradicted' : 'silent',
        words: t('issues.silence.words', {
          visits: count(columns.visits[i]),
          expected: count(columns.expected[i]),
          found: count(columns.found[i]),
        }),
        ...(columns.contradicted[i]
          ? { more: t('issues.silence.contradicted', { n: count(columns.others[i]) }) }
          : {}),
      }))}
    />
  );
}

interface SectionProps extends FoundProps {
  id: string;
  title: string;
  note: string;
  /** How it was looked for. */
  settings?: string;
  none: string;
  cells: readonly FoundCell[];
  children?: React.ReactNode;
}

function Section({
  leader,
  issues,
  onHover,
  id,
  title,
  note,
  settings,
  none,
  cells,
  children,
}: SectionProps) {
  const { t } = useTranslation();
  const { detail, lang, navigate } = leader;
  const isHexagon = issues.cell === 'h3';
  const hexagons = new Map(issues.found?.hexagons?.map((each) => [each.code, each.area.name]));
  const area = detail ?? { code: '', name: '', level: 'district' as const };
  const names = useQuery({
    ...areasBelowQuery({ code: area.code, name: area.name, level: area.level }, lang),
    enabled: detail !== null && cells.length > 0 && !isHexagon,
  });
  const level = issues.cell === 'grid' ? 'grid' : 'community';
  const nameOf = (code: string) =>
    formatPlace((isHexagon ? hexagons.get(code) : names.data?.get(code)?.name) ?? code);
  return (
    <section className="section" data-testid={`found-${id}`}>
      <div className="section-head">
        <h2>{title}</h2>
        <span className="section-head__note">{note}</span>
      </div>
      {cells.length === 0 && <p className="section__text">{none}</p>}
      <ol className="rows" onPointerLeave={() => onHover(null)}>
        {cells.slice(0, MOST_ROWS).map(({ code, found, words, more }) => (
          <li key={code}>
            <button
              type="button"
              className="found-row"
              data-testid={`found-${code}`}
              onClick={() =>
                navigate({ ...(isHexagon ? { cell: code } : { area: code }), ledger: 'all' }, 'push')
              }
              onPointerEnter={() => !isHexagon && onHover({ code, level })}
            >
              <i className={`cell-swatch cell-swatch--${found}`} aria-hidden="true" />
              <span className="found-row__name">{nameOf(code)}</span>
              <small className="found-row__class">{t(`issues.cell.${found}`)}</small>
              <span className="found-row__words">
                {words}
                {more && <b> {more}</b>}
              </span>
              <ChevronRight size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
      {cells.length > MOST_ROWS && (
        <p className="section__text">
          {t('issues.hotspots.more', { n: formatCount(cells.length - MOST_ROWS) })}
        </p>
      )}
      {children}
      {settings && <p className="section__text found__settings">{settings}</p>}
    </section>
  );
}
