import type { Unmasked } from '#api/contract/access.ts';
import { type Seeing, useSeen } from './useSeen.ts';

export type Unmasking = Seeing<Unmasked>;

/**
 * The name behind the stars of one subject or officer.
 *
 * @param id null while nobody is shown
 */
export function useUnmask(kind: 'subjects' | 'officers', id: string | null): Unmasking {
  return useSeen(id === null ? null : { kind, id }, async (each) => {
    const { access } = await import('../apiAccess.ts');
    return access.unmask(kind, each);
  });
}
