import { ToggleGroup } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { OfficerDetail } from '#api/contract/registers.ts';
import { PaceBar } from '../../components/PaceBar.tsx';
import { roleWord } from '../../i18n/duty.ts';
import { formatCount } from '../../i18n/format.ts';
import type { Fix } from '../../state/place.ts';
import { navigate } from '../../state/useUrl.ts';
import type { MyList } from './useMyList.ts';

/** How much there is to do, who I am, how far my quotas are, and the order of the list. */
export function ListHead({
  name,
  entry,
  officer,
  own,
  list,
  todo,
  done,
  order,
  fix,
  onOrder,
}: {
  name: string;
  entry: OfficerDetail['entries'][number] | null;
  officer: string;
  /** Officer whom the account is bound to. */
  own: string | null;
  list: MyList;
  todo: number;
  /** Subjects met today. */
  done: number;
  order: 'near' | null;
  fix: Fix;
  onOrder: (order: 'near' | null) => void;
}) {
  const { t } = useTranslation();
  const known = !list.pending && list.officer.data !== undefined;
  const note =
    order !== 'near' || fix.state === 'found' || fix.state === 'none'
      ? null
      : fix.state === 'asking'
        ? t('visit.list.locating')
        : t(fix.state === 'denied' ? 'visit.list.denied' : 'visit.list.noFix');
  const ended = entry !== null && entry.validTo !== null && entry.validTo < list.today;
  return (
    <div className="list-head">
      <p className="list-head__me">
        <b data-testid="me">{name}</b>
        {entry && <span>{roleWord(entry.role, t)}</span>}
        <span className="list-head__id">{officer}</span>
        {officer !== own && (
          <button
            type="button"
            data-testid="other-officer"
            onClick={() => navigate({ caller: null }, 'push')}
          >
            {t(own === null ? 'visit.ask.other' : 'access.menu.visits')}
          </button>
        )}
      </p>
      {ended && <p className="visit__notice">{t('visit.ask.ended', { name })}</p>}
      <div className="list-head__figures">
        <h1>
          <span>{t('visit.list.todo')}</span>
          <b data-testid="todo">{known ? formatCount(todo) : '—'}</b>
        </h1>
        <p>
          <span>{t('visit.list.done')}</span>
          <b data-testid="done-today">{known ? formatCount(done) : '—'}</b>
        </p>
        {list.progress.map(({ duty, done: reached, required }) => (
          <div key={duty.id} className="list-head__quota" data-testid="quota">
            <p>
              <span>{duty.name}</span>
              <b>
                {formatCount(reached)}
                <small> / {formatCount(required)}</small>
              </b>
            </p>
            <PaceBar
              thin
              label={`${duty.name} ${reached} / ${required}`}
              values={{ done: required === 0 ? 0 : reached / required, known: 0, projected: null, due: null }}
            />
          </div>
        ))}
      </div>
      <ToggleGroup.Root
        type="single"
        className="list-head__order"
        aria-label={t('visit.list.order')}
        value={order ?? 'worst'}
        onValueChange={(next) => next && onOrder(next === 'near' ? 'near' : null)}
      >
        <ToggleGroup.Item value="worst" data-testid="order-worst">
          {t('visit.list.worst')}
        </ToggleGroup.Item>
        <ToggleGroup.Item value="near" data-testid="order-near">
          {t('visit.list.near')}
        </ToggleGroup.Item>
      </ToggleGroup.Root>
      {note && (
        <p className="visit__notice" role="status" data-testid="place-note">
          {note}
        </p>
      )}
    </div>
  );
}
