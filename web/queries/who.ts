import { useQuery } from '@tanstack/react-query';
import type { Who } from '#api/contract/who.ts';
import type { Permission } from '#geodata/presets/roles.ts';
import { sessionQuery } from './index.ts';

/** Who is signed in; null while that is not known. Offline without a name: none is kept. */
export function useWho(): Who | null {
  return useQuery(sessionQuery()).data?.user ?? null;
}

/** Whether whoever is signed in may do something. */
export function useMay(what: Permission): boolean {
  return useWho()?.permissions.includes(what) ?? false;
}
