import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DisplayTokenItem } from '#api/contract/access.ts';
import '../../i18n/wall.ts';
import { access } from '../../apiAccess.ts';
import { Answered } from '../../components/Answered.tsx';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { Sheet } from '../../components/DeskFrame.tsx';
import { wordsOf } from '../../components/faults.ts';
import { EmptyState } from '../../components/States.tsx';
import { formatMoment } from '../../i18n/format.ts';
import { displaysQuery } from '../../queries/access.ts';
import { NewDisplay } from './NewDisplay.tsx';
import { AreaName } from './pickers.tsx';
import { WallSetup } from './WallSetup.tsx';

/** Screens on walls: each opens by a token of its own, until it is revoked. */
export function Displays({ zone }: { zone: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const displays = useQuery(displaysQuery());
  const [set, setSet] = useState<DisplayTokenItem | null>(null);
  const [making, setMaking] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: ['displays'] });
  const revoke = useMutation({ mutationFn: access.revokeDisplay, onSettled: refresh });
  return (
    <Sheet
      title={t('access.admin.displays')}
      line={t('access.tokens.line')}
      testId="displays"
      action={
        <button
          type="button"
          className="button button--ink"
          data-testid="display-new"
          onClick={() => setMaking(true)}
        >
          <Plus size={18} aria-hidden="true" />
          {t('access.tokens.make')}
        </button>
      }
    >
      {revoke.isError && (
        <p className="admin__fault" role="alert">
          {wordsOf(revoke.error, t)}
        </p>
      )}
      <Answered query={displays} zone={zone} lines={4}>
        {({ items }) =>
          items.length > 0 ? (
            <DisplayTable
              rows={items}
              busy={revoke.isPending}
              onRevoke={(id) => revoke.mutate(id)}
              onSet={setSet}
            />
          ) : (
            <EmptyState title={t('access.tokens.empty')} hint={t('access.tokens.emptyHint')} />
          )
        }
      </Answered>
      {set && (
        <WallSetup key={set.id} display={set} onSaved={() => void refresh()} onClose={() => setSet(null)} />
      )}
      {making && <NewDisplay onMade={() => void refresh()} onClose={() => setMaking(false)} />}
    </Sheet>
  );
}

function DisplayTable({
  rows,
  busy,
  onRevoke,
  onSet,
}: {
  rows: readonly DisplayTokenItem[];
  busy: boolean;
  onRevoke: (id: string) => void;
  onSet: (display: DisplayTokenItem) => void;
}) {
  const { t } = useTranslation();
  return (
    <table className="admin-table" data-testid="display-table">
      <thead>
        <tr>
          <th>{t('access.tokens.name')}</th>
          <th>{t('access.tokens.areas')}</th>
          <th>{t('access.tokens.by')}</th>
          <th>{t('access.tokens.last')}</th>
          <th>{t('access.tokens.state')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const { id, name, areas, createdAt, createdBy, lastSeenAt, revokedAt } = row;
          return (
            <tr key={id} data-testid="display" data-name={name}>
              <td>
                <b>{name}</b>
              </td>
              <td data-head={t('access.tokens.areas')}>
                {areas.map((area, i) => (
                  <Fragment key={area}>
                    {i > 0 && t('access.common.listSeparator')}
                    <AreaName id={area} />
                  </Fragment>
                ))}
              </td>
              <td data-head={t('access.tokens.by')}>
                {t('access.tokens.byWhom', { time: formatMoment(createdAt), who: createdBy })}
              </td>
              <td className="admin-table__time" data-head={t('access.tokens.last')}>
                {lastSeenAt === null ? (
                  <small>{t('access.tokens.notOpened')}</small>
                ) : (
                  formatMoment(lastSeenAt)
                )}
              </td>
              <td>
                {revokedAt === null ? (
                  <span className="admin-table__acts">
                    <button
                      type="button"
                      className="button"
                      data-testid="display-scenes"
                      onClick={() => onSet(row)}
                    >
                      {t('wall.config.open')}
                    </button>
                    <ConfirmButton
                      label={`${t('access.tokens.revoke')}: ${name}`}
                      busy={busy}
                      testId="display-revoke"
                      onConfirm={() => onRevoke(id)}
                    >
                      {t('access.tokens.revoke')}
                    </ConfirmButton>
                  </span>
                ) : (
                  <span className="tag" data-tone="off">
                    {t('access.tokens.revoked', { time: formatMoment(revokedAt) })}
                  </span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
