import { useTranslation } from 'react-i18next';
import { ISSUE_SOURCES, type IssueSource } from '#geodata/issue/events.ts';
import { Segments } from '../../../components/Segments.tsx';
import { ISSUE_SHOWS } from '../../../state/url.ts';
import { FilterMenu } from '../list/FilterMenu.tsx';
import './IssueBar.css';
import type { Leader } from '../useLeader.ts';
import { SpotSettings } from './SpotSettings.tsx';
import type { Issues } from './useIssues.ts';

/** How issues are shown, and what they are narrowed to. */
export function IssueBar({ leader, issues }: { leader: Leader; issues: Issues }) {
  const { t } = useTranslation();
  const { url, navigate } = leader;
  return (
    <>
      <Segments
        label={t('issues.show.label')}
        id="show"
        choices={ISSUE_SHOWS.filter((show) => show !== 'points' || issues.mayList).map((show) => ({
          value: show,
          label: t(`issues.show.${show}`),
        }))}
        value={url.show}
        onPick={(show) => navigate({ show }, 'push')}
      />
      <div className="issue-filters card">
        <Categories leader={leader} issues={issues} />
        <Sources leader={leader} issues={issues} />
        {(url.show === 'hotspots' || url.show === 'emerging') && (
          <SpotSettings leader={leader} issues={issues} />
        )}
      </div>
    </>
  );
}

interface Part {
  leader: Leader;
  issues: Issues;
}

function Categories({ leader, issues }: Part) {
  const { t } = useTranslation();
  const { url, navigate, lang } = leader;
  const counts = new Map(issues.categoryRows.map(({ key, measures }) => [key, measures.reported]));
  const tops = issues.categories.data?.categories ?? [];
  const nameOf = ({ name }: { name: { zh: string; en: string } }) => (lang === 'en' ? name.en : name.zh);
  const all = tops.flatMap((top) => [top, ...top.children]);
  const chosen = all.find(({ id }) => id === url.category);
  const choices = tops.flatMap((top) => [
    { value: top.id, label: nameOf(top), count: counts.get(top.id) ?? 0 },
    ...top.children.map((child) => ({
      value: child.id,
      label: `　${nameOf(child)}`,
      count: counts.get(child.id) ?? 0,
    })),
  ]);
  return (
    <FilterMenu
      id="category"
      label={chosen ? nameOf(chosen) : (url.category ?? t('issues.filter.allCategories'))}
      title={t('issues.filter.category')}
      choices={choices}
      chosen={url.category === null ? [] : [url.category]}
      several={false}
      onChoose={([category]) => navigate({ category: category ?? null }, 'push')}
    />
  );
}

function Sources({ leader, issues }: Part) {
  const { t } = useTranslation();
  const { url, navigate } = leader;
  const counts = new Map(issues.sourceRows.map(({ key, measures }) => [key, measures.reported]));
  return (
    <FilterMenu
      id="source"
      label={url.source === null ? t('issues.filter.allSources') : t(`issues.source.${url.source}`)}
      title={t('issues.filter.source')}
      choices={ISSUE_SOURCES.map((source) => ({
        value: source,
        label: t(`issues.source.${source}`),
        count: counts.get(source) ?? 0,
      }))}
      chosen={url.source === null ? [] : [url.source]}
      several={false}
      onChoose={([source]) => navigate({ source: (source as IssueSource | undefined) ?? null }, 'push')}
    />
  );
}
