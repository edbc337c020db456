import { useTranslation } from 'react-i18next';
import { EmptyState, ErrorState, Skeleton } from '../../../components/States.tsx';
import { formatCount, formatRate } from '../../../i18n/format.ts';
import { columnClasses } from '../../../map/columns.ts';
import { CELL_CLASSES, type CellClass, type IssuesView } from '../../../map/view.ts';
import type { Leader } from '../useLeader.ts';
import './IssueLegend.css';
import type { Issues } from './useIssues.ts';

/** What the map shows of issues: every class with its count of cells. */
export function IssueLegend({
  leader,
  issues,
  view,
}: {
  leader: Leader;
  issues: Issues;
  view: IssuesView | null;
}) {
  const { t } = useTranslation();
  const { show } = leader.url;
  const { shown } = issues;
  const body = () => {
    if (show === 'points' && !issues.mayList) return <EmptyState title={t('issues.legend.noList')} />;
    if (shown?.isError && !shown.data)
      return <ErrorState error={shown.error} onRetry={() => void shown.refetch()} />;
    if (show === 'heat') return <Heat issues={issues} />;
    if (view === null) return <Skeleton lines={3} />;
    if (view.kind === 'counts') return <Counts view={view} />;
    if (view.kind === 'points') return <Points view={view} issues={issues} />;
    if (view.kind === 'columns') return <Columns view={view} issues={issues} />;
    if (view.kind === 'cells') return <Cells classes={Object.values(view.classes)} issues={issues} />;
    if (view.kind === 'hexagons') return <Cells classes={view.classes} issues={issues} />;
    return null;
  };
  return (
    <section className="legend card issue-legend" aria-label={t('legend.label')} data-testid="legend">
      <h2>{t(`issues.legend.${show}`)}</h2>
      {body()}
    </section>
  );
}

function Counts({ view }: { view: Extract<IssuesView, { kind: 'counts' }> }) {
  const { t } = useTranslation();
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
  return (
    <>
      <p className="legend__note">{t('issues.legend.countsNote')}</p>
      <ul className="issue-legend__rows">
        <li>
          <i className="dot dot--open" aria-hidden="true" />
          {t('issues.legend.open')} <b data-testid="legend-open">{formatCount(sum(view.open))}</b>
        </li>
        <li>
          <i className="dot dot--overdue" aria-hidden="true" />
          {t('issues.legend.overdue')} <b data-testid="legend-overdue">{formatCount(sum(view.overdue))}</b>
        </li>
      </ul>
    </>
  );
}

function Points({ view, issues }: { view: Extract<IssuesView, { kind: 'points' }>; issues: Issues }) {
  const { t } = useTranslation();
  const open = view.open.reduce((sum, one) => sum + one, 0);
  const unlocated = issues.points.data?.unlocated ?? 0;
  return (
    <>
      <p className="legend__note">
        {t('issues.legend.located', { n: formatCount(view.ids.length) })}
        {unlocated > 0 && ` · ${t('issues.figures.unlocated', { n: formatCount(unlocated) })}`}
      </p>
      <ul className="issue-legend__rows">
        <li>
          <i className="dot dot--point" aria-hidden="true" />
          {t('issues.legend.pointOpen')} <b>{formatCount(open)}</b>
        </li>
        <li>
          <i className="dot dot--settled" aria-hidden="true" />
          {t('issues.legend.pointSettled')} <b>{formatCount(view.ids.length - open)}</b>
        </li>
      </ul>
    </>
  );
}

function Columns({ view, issues }: { view: Extract<IssuesView, { kind: 'columns' }>; issues: Issues }) {
  const { t } = useTranslation();
  const { located = 0, unlocated = 0 } = issues.columns.data ?? {};
  const classes = columnClasses(view.columns.map(({ count }) => count));
  const most = classes.at(-1)?.to ?? 0;
  return (
    <>
      <p className="legend__note">
        {t('issues.columns.note', { n: formatCount(most) })} ·{' '}
        {t('issues.legend.located', { n: formatCount(located) })}
        {unlocated > 0 && ` · ${t('issues.figures.unlocated', { n: formatCount(unlocated) })}`}
      </p>
      <ul className="issue-legend__rows">
        {classes.toReversed().map(({ from, to, color, columns }) => (
          <li key={color}>
            <i className={`column-swatch column-swatch--${color}`} aria-hidden="true" />
            {from === to
              ? t('issues.columns.count', { n: formatCount(from) })
              : t('issues.columns.range', { from: formatCount(from), to: formatCount(to) })}
            <b data-testid={`legend-${color}`}>{formatCount(columns)}</b>
          </li>
        ))}
      </ul>
    </>
  );
}

function Heat({ issues }: { issues: Issues }) {
  const { t } = useTranslation();
  const { data } = issues.heat;
  if (!data) return <Skeleton lines={2} />;
  return (
    <>
      <p className="legend__note">
        {t('issues.legend.heatNote')} · {t('issues.legend.located', { n: formatCount(data.located) })}
        {data.unlocated > 0 && ` · ${t('issues.figures.unlocated', { n: formatCount(data.unlocated) })}`}
      </p>
      <div className="heat-strip" aria-hidden="true" />
      <p className="heat-strip__ends">
        <span>0</span>
        <span data-testid="legend-densest">{formatRate(data.max)}</span>
      </p>
    </>
  );
}

/** Classes that are always explained, so that their number is seen to be none. */
const ALWAYS: readonly CellClass[] = ['hot3', 'hot2', 'hot1', 'cold1', 'cold2', 'cold3'];

function Cells({ classes, issues }: { classes: readonly CellClass[]; issues: Issues }) {
  const { t } = useTranslation();
  const counts = new Map<CellClass, number>();
  for (const found of classes) counts.set(found, (counts.get(found) ?? 0) + 1);
  const hasBins = ALWAYS.some((found) => counts.has(found));
  const rows = CELL_CLASSES.filter((found) => counts.has(found) || (hasBins && ALWAYS.includes(found)));
  return (
    <>
      <p className="legend__note">{t(`issues.hotspots.cells.${issues.cell}`)}</p>
      <ul className="issue-legend__rows">
        {rows.map((found) => (
          <li key={found}>
            <i className={`cell-swatch cell-swatch--${found}`} aria-hidden="true" />
            {t(`issues.cell.${found}`)}
            <b data-testid={`legend-${found}`}>{formatCount(counts.get(found) ?? 0)}</b>
          </li>
        ))}
      </ul>
    </>
  );
}
