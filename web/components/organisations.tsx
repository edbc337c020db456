import { useQuery } from '@tanstack/react-query';
import { organisationQuery, organisationSearchQuery } from '../queries/access.ts';
import type { Found } from './Picker.tsx';

/** Organisations by name or id, in the words of the picker. */
export function useOrganisationSearch(text: string): Found {
  const { isError, isFetching, data } = useQuery(organisationSearchQuery(text));
  return {
    items: (text === '' ? [] : (data?.items ?? [])).map(({ id, name }) => ({ id, name, line: id })),
    state: isError ? 'failed' : isFetching && !data ? 'loading' : 'done',
  };
}

/** Name of an organisation. */
export function OrganisationName({ id }: { id: string }) {
  return useQuery(organisationQuery(id)).data?.entries.at(-1)?.name ?? id;
}
