import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserItem } from '#api/contract/access.ts';
import { Answered } from '../../components/Answered.tsx';
import { Sheet } from '../../components/DeskFrame.tsx';
import { TextField } from '../../components/Fields.tsx';
import { EmptyState } from '../../components/States.tsx';
import { formatCount, formatMoment } from '../../i18n/format.ts';
import { usersQuery } from '../../queries/access.ts';
import { AccountDrawer } from './AccountDrawer.tsx';
import { AreaName } from './pickers.tsx';

/** Every account: who may sign in, what they may do, where they may look. */
export function Accounts({ zone }: { zone: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const users = useInfiniteQuery(usersQuery(q));
  const [open, setOpen] = useState<{ user: UserItem | null } | null>(null);
  const rows = users.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Sheet
      title={t('access.admin.accounts')}
      line={t('access.users.line')}
      testId="accounts"
      action={
        <button
          type="button"
          className="button button--ink"
          data-testid="user-new"
          onClick={() => setOpen({ user: null })}
        >
          <Plus size={18} aria-hidden="true" />
          {t('access.users.make')}
        </button>
      }
    >
      <div className="admin__tools">
        <TextField
          label={t('access.users.search')}
          value={text}
          onValue={setText}
          maxLength={100}
          autoComplete="off"
          testId="user-search"
        />
        {users.data && (
          <p className="admin__count" role="status">
            {t(users.hasNextPage ? 'access.users.countMore' : 'access.users.count', {
              n: formatCount(rows.length),
            })}
          </p>
        )}
      </div>
      <Answered query={users} zone={zone} lines={6}>
        {() =>
          rows.length > 0 ? (
            <UserTable users={rows} onOpen={(user) => setOpen({ user })} />
          ) : q === '' ? (
            <EmptyState title={t('access.users.empty')} hint={t('access.users.emptyHint')} />
          ) : (
            <EmptyState title={t('access.users.none')} hint={t('access.users.noneHint')} />
          )
        }
      </Answered>
      {users.hasNextPage && (
        <button
          type="button"
          className="button admin__more"
          disabled={users.isFetchingNextPage}
          onClick={() => void users.fetchNextPage()}
        >
          {t('access.common.more')}
        </button>
      )}
      {open && (
        <AccountDrawer
          user={open.user ? (rows.find(({ id }) => id === open.user?.id) ?? open.user) : null}
          zone={zone}
          onMade={(user) => setOpen({ user })}
          onClose={() => setOpen(null)}
        />
      )}
    </Sheet>
  );
}

function UserTable({ users, onOpen }: { users: readonly UserItem[]; onOpen: (user: UserItem) => void }) {
  const { t } = useTranslation();
  return (
    <table className="admin-table" data-testid="users">
      <thead>
        <tr>
          <th>{t('access.users.who')}</th>
          <th>{t('access.users.roles')}</th>
          <th>{t('access.users.scope')}</th>
          <th>{t('access.users.state')}</th>
          <th>{t('access.users.last')}</th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.id} data-testid="user" data-name={user.name} data-active={user.active}>
            <td>
              <button type="button" className="admin-table__open" onClick={() => onOpen(user)}>
                <b>{user.displayName}</b>
                <small>{user.name}</small>
              </button>
            </td>
            <td>
              {user.roles.map((role) => (
                <span key={role} className="tag">
                  {t(`access.role.${role}`)}
                </span>
              ))}
            </td>
            <td data-head={t('access.users.scope')}>
              <ScopeText areas={user.scope.areas} />
            </td>
            <td>
              <UserState user={user} />
            </td>
            <td className="admin-table__time" data-head={t('access.users.last')}>
              {user.lastSignInAt === null ? (
                <small>{t('access.users.never')}</small>
              ) : (
                formatMoment(user.lastSignInAt)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ScopeText({ areas: [first, ...others] }: { areas: readonly string[] }) {
  const { t } = useTranslation();
  if (first === undefined) return <small>{t('access.users.noAreas')}</small>;
  if (others.length === 0) return <AreaName id={first} />;
  // The name comes as an element, so the words around it are split by it.
  const [before, after] = t('access.users.moreAreas', { first: ' ', n: others.length + 1 }).split(' ');
  return (
    <>
      {before}
      <AreaName id={first} />
      {after}
    </>
  );
}

function UserState({ user }: { user: UserItem }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="tag" data-tone={user.active ? 'good' : 'off'}>
        {t(user.active ? 'access.users.active' : 'access.users.inactive')}
      </span>
      {user.lockedUntil !== null && (
        <span className="tag" data-tone="warn">
          {t('access.users.locked', { time: formatMoment(user.lockedUntil) })}
        </span>
      )}
      {user.secondFactor && <span className="tag">{t('access.users.second')}</span>}
      {user.demonstration && <span className="tag">{t('access.users.demonstration')}</span>}
    </>
  );
}
