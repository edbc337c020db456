import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { lazyPart } from '../../components/lazyPart.tsx';
import { forgetKept } from '../../kept.ts';
import { sessionQuery } from '../../queries/index.ts';
import { useLive } from '../../queries/live.ts';
import { useKept } from '../../state/connection.ts';
import { opened, useShut, watchGate } from '../../state/gate.ts';
import { wasSignedIn } from '../../state/signedIn.ts';

// Whoever is signed in loads none of these.
const SignInPage = lazyPart(() => import('./SignInPage.tsx').then((module) => module.SignInPage));
const PasswordDue = lazyPart(() => import('./PasswordDue.tsx').then((module) => module.PasswordDue));

/**
 * Lets pass who is signed in. Everybody else meets the sign-in page where they are, so that the same view
 * stands once they are in. A server that is away shuts nobody out: what was kept goes on being shown.
 */
export function Gate({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const shut = useShut();
  const kept = useKept();
  const [known] = useState(wasSignedIn);
  const { data, isPending } = useQuery({ ...sessionQuery(), enabled: !shut });
  useEffect(() => watchGate(() => void client.invalidateQueries(sessionQuery())), [client]);
  useEffect(() => {
    if (shut) void forget(client);
  }, [shut, client]);
  useEffect(() => {
    if (data && !kept && !shut) opened();
  }, [data, kept, shut]);
  useLive(!shut && !kept && data !== undefined && !data.user.passwordDue);
  const inTheWay = shut ? (
    <SignInPage token={null} />
  ) : data?.user.passwordDue ? (
    <PasswordDue user={data.user} />
  ) : null;
  if (inTheWay) return inTheWay;
  return isPending && !known ? null : children;
}

/** Questions of the sign-in page itself. */
const OPEN: ReadonlySet<unknown> = new Set(['signInInfo', 'display']);

/** Nothing of what somebody saw is left on the device: not in the page, not in the worker's caches. */
async function forget(client: QueryClient): Promise<void> {
  const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) => !OPEN.has(queryKey[0]);
  await client.cancelQueries({ predicate });
  client.removeQueries({ predicate });
  client.getMutationCache().clear();
  await forgetKept();
}
