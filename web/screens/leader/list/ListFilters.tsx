import { UserRoundX, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DutyInfo } from '#api/contract/coverage.ts';
import { GAP_TYPES, type GapType } from '#geodata/model.ts';
import { GapGlyph } from '../../../components/Glyphs.tsx';
import { gapWord, roleWord } from '../../../i18n/duty.ts';
import { formatCount, formatPlace } from '../../../i18n/format.ts';
import { NOBODY, type UrlState, WHOLE_LIST } from '../../../state/url.ts';
import { gapTypesOf } from '../gapTypes.ts';
import type { Leader } from '../useLeader.ts';
import { FilterMenu } from './FilterMenu.tsx';
import './ListFilters.css';
import type { GapListState } from './useGapList.ts';

/** Most officers a list names as choices; see api/contract/gaps.ts. */
const MOST_OFFICERS = 200;

/** What the list can be narrowed to; each choice says how many rows it leaves. */
export function ListFilters({ leader, list, duty }: { leader: Leader; list: GapListState; duty: DutyInfo }) {
  const { t } = useTranslation();
  const { url, navigate } = leader;
  const facets = list.answer?.facets ?? null;
  const change = (patch: Partial<UrlState>) => navigate(patch, 'push');
  return (
    <div className="list-filters">
      <fieldset className="chips" aria-label={t('list.filters')}>
        {gapTypesOf(duty).map((type) => (
          <Chip
            key={type}
            id={type}
            on={url.list !== 'all' && (url.list?.includes(type) ?? false)}
            n={facets?.types[type] ?? null}
            onPick={() => change({ list: toggled(url.list, type) })}
          >
            <GapGlyph type={type} />
            {gapWord(type, duty, t)}
          </Chip>
        ))}
        {duty.kind !== 'staffing' && (
          <Chip
            id="unassigned"
            on={url.officer === NOBODY}
            n={facets?.unassigned ?? null}
            onPick={() => change({ officer: url.officer === NOBODY ? null : NOBODY })}
          >
            <UserRoundX size={15} aria-hidden="true" />
            {t(duty.kind === 'officerQuota' ? 'list.noArea' : 'list.nobody')}
          </Chip>
        )}
      </fieldset>
      <div className="list-filters__menus">
        <Places leader={leader} list={list} />
        {duty.kind === 'coverSubjects' || duty.kind === 'afterEvent' ? (
          <>
            <Officers list={list} url={url} change={change} />
            <Tags list={list} url={url} change={change} />
          </>
        ) : null}
        {list.filtered && (
          <button
            type="button"
            className="button list-filters__clear"
            data-testid="filter-clear"
            onClick={() => change(WHOLE_LIST)}
          >
            <X size={16} aria-hidden="true" />
            {t('list.clear')}
          </button>
        )}
      </div>
    </div>
  );
}

/** The types with one more or one less; none left is all of them. */
function toggled(list: UrlState['list'], type: GapType): UrlState['list'] {
  const before = list === null || list === 'all' ? [] : list;
  const after = GAP_TYPES.filter((each) => before.includes(each) !== (each === type));
  return after.length === 0 ? 'all' : after;
}

/** Areas of the next level: choosing one goes there and keeps the filters. */
function Places({ leader, list }: { leader: Leader; list: GapListState }) {
  const { t } = useTranslation();
  const { detail, navigate } = leader;
  const areas = list.answer?.facets.areas ?? [];
  if (!detail || detail.childLevel === null) return null;
  const level = t(`level.${detail.childLevel}`);
  return (
    <FilterMenu
      id="place"
      label={t('list.allPlaces', { level })}
      title={level}
      choices={areas.map(({ code, name, count }) => ({ value: code, label: formatPlace(name), count }))}
      chosen={[]}
      several={false}
      onChoose={([code]) => code !== undefined && navigate({ area: code }, 'push')}
    />
  );
}

type Part = { list: GapListState; url: UrlState; change: (patch: Partial<UrlState>) => void };

function Officers({ list, url, change }: Part) {
  const { t } = useTranslation();
  const officers = list.answer?.facets.officers ?? [];
  const chosen = url.officer === null || url.officer === NOBODY ? null : url.officer;
  const known = officers.find(({ id }) => id === chosen);
  const label =
    chosen === null ? t('list.allOfficers') : known ? `${known.name} ${roleWord(known.role, t)}` : chosen;
  const choices = officers.map(({ id, name, role, count }) => ({
    value: id,
    label: name,
    note: roleWord(role, t),
    count,
  }));
  return (
    <FilterMenu
      id="officer"
      label={label}
      title={t('list.officer')}
      choices={choices}
      chosen={chosen === null ? [] : [chosen]}
      several={false}
      note={officers.length >= MOST_OFFICERS ? t('list.mostOfficers', { n: MOST_OFFICERS }) : null}
      onChoose={([id]) => change({ officer: id ?? null })}
    />
  );
}

function Tags({ list, url, change }: Part) {
  const { t } = useTranslation();
  const tags = list.answer?.facets.tags ?? [];
  const gone = url.tags.filter((tag) => tags.every((each) => each.tag !== tag));
  if (tags.length === 0 && gone.length === 0) return null;
  return (
    <FilterMenu
      id="tags"
      label={url.tags.length === 0 ? t('list.allTags') : url.tags.join(t('list.or'))}
      title={t('list.tags')}
      choices={[
        ...tags.map(({ tag, count }) => ({ value: tag, label: tag, count })),
        ...gone.map((tag) => ({ value: tag, label: tag, count: 0 })),
      ]}
      chosen={url.tags}
      several
      onChoose={(next) => change({ tags: next })}
    />
  );
}

interface ChipProps {
  id: string;
  on: boolean;
  /** How many rows there are; null while it is not known. */
  n: number | null;
  onPick: () => void;
  children: React.ReactNode;
}

function Chip({ id, on, n, onPick, children }: ChipProps) {
  return (
    <button
      type="button"
      className="filter-chip"
      aria-pressed={on}
      disabled={n === 0 && !on}
      data-testid={`filter-${id}`}
      onClick={onPick}
    >
      {children}
      <b>{n === null ? '–' : formatCount(n)}</b>
    </button>
  );
}
