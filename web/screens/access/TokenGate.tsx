import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiError } from '../../api.ts';
import { access } from '../../apiAccess.ts';
import { sessionQuery } from '../../queries/index.ts';
import { useLive } from '../../queries/live.ts';
import { useKept } from '../../state/connection.ts';
import { opened, useShut } from '../../state/gate.ts';
import { useKnown } from '../../state/known.ts';
import { SignInPage } from './SignInPage.tsx';

/** Milliseconds before the token is tried again: of a server that is away, and of one that refused it. */
const AWAY_MS = 10_000;
const REFUSED_MS = 120_000;

/**
 * Opens a display by its token, and again whenever its session ended. What it showed before stays meanwhile, also
 * when the token is not accepted any more: only a display that has nothing to show says so instead.
 */
export function TokenGate({
  token,
  isNew,
  children,
}: {
  token: string;
  isNew: boolean;
  children: ReactNode;
}) {
  const client = useQueryClient();
  const shut = useShut();
  const kept = useKept();
  const { session } = useKnown();
  const [fresh, setFresh] = useState(isNew);
  const [refused, setRefused] = useState(false);
  const closed = shut || fresh;
  useEffect(() => {
    if (!closed) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let alive = true;
    const open = async (): Promise<void> => {
      try {
        const answer = await access.signInDisplay(token);
        if (!alive) return;
        client.setQueryData(sessionQuery().queryKey, answer);
        setRefused(false);
        setFresh(false);
        opened();
        void client.invalidateQueries();
      } catch (error) {
        if (!alive) return;
        const no =
          error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
        setRefused(no);
        timer = setTimeout(() => void open(), no ? REFUSED_MS : AWAY_MS);
      }
    };
    void open();
    return () => {
      alive = false;
      clearTimeout(timer);
    };
  }, [closed, token, client]);
  useLive(!closed && !kept && session !== undefined);
  if (closed && refused && !session) return <SignInPage token={token} />;
  // Nothing is asked in the name of whoever was here before.
  return fresh ? null : children;
}
