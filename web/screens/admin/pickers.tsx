import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Choice, Found } from '../../components/Picker.tsx';
import { roleWord } from '../../i18n/duty.ts';
import { formatPlace } from '../../i18n/format.ts';
import { officerSearchQuery } from '../../queries/access.ts';
import { areaQuery, searchQuery } from '../../queries/index.ts';
import { officerQuery } from '../../queries/registers.ts';
import { useUrl } from '../../state/useUrl.ts';

/** What a query says, in the words of the picker. */
function found(
  { isError, isFetching, data }: { isError: boolean; isFetching: boolean; data: unknown },
  items: Choice[],
): Found {
  return { items, state: isError ? 'failed' : isFetching && !data ? 'loading' : 'done' };
}

/** The whole tree, also what is added to it later. */
const EVERYWHERE = '*';

/** Areas by name, code or initials; before anything is typed all of them at once. */
export function useScopeSearch(text: string): Found {
  const { t } = useTranslation();
  const some = useAreaSearch(text);
  if (text !== '') return some;
  const all = {
    id: EVERYWHERE,
    name: t('access.common.everywhere'),
    line: t('access.common.everywhereLine'),
  };
  return { items: [all], state: 'done' };
}

/** Areas by name, code or initials. */
export function useAreaSearch(text: string): Found {
  const { t } = useTranslation();
  const [{ lang }] = useUrl();
  const query = useQuery(searchQuery(text, lang));
  return found(
    query,
    (text === '' ? [] : (query.data?.items ?? [])).map(({ code, name, level }) => ({
      id: code,
      name,
      line: `${t(`level.${level}`)} · ${code}`,
    })),
  );
}

/** Officers by name or id; their names come masked. */
export function useOfficerSearch(text: string): Found {
  const { t } = useTranslation();
  const query = useQuery(officerSearchQuery(text));
  return found(
    query,
    (text === '' ? [] : (query.data?.items ?? [])).map(({ id, name, role }) => ({
      id,
      name,
      line: `${roleWord(role, t)} · ${id}`,
    })),
  );
}

/** Name of an area; its code while it is on its way, or when it is no more. */
export function AreaName({ id }: { id: string }) {
  const { t } = useTranslation();
  const [{ lang }] = useUrl();
  const area = useQuery({ ...areaQuery(id, lang), enabled: id !== EVERYWHERE });
  if (id === EVERYWHERE) return t('access.common.everywhere');
  if (!area.data) return id;
  // Every community has a first grid: names below a town's stand with that of the area above.
  const above =
    area.data.level === 'grid' || area.data.level === 'building' ? area.data.ancestors.at(-1) : null;
  return [above?.name, area.data.name]
    .filter((name) => name !== undefined)
    .map(formatPlace)
    .join(' ');
}

/** Masked name and role of an officer. */
export function OfficerName({ id }: { id: string }) {
  const { t } = useTranslation();
  const entry = useQuery(officerQuery(id)).data?.entries.at(-1);
  if (!entry) return id;
  return (
    <>
      {entry.name} <small>{`${roleWord(entry.role, t)} · ${id}`}</small>
    </>
  );
}
