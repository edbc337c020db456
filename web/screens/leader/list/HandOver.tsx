import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, Equal, Search, TriangleAlert } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DutyInfo } from '#api/contract/coverage.ts';
import type { GapItem } from '#api/contract/gaps.ts';
import type { OfficerItem } from '#api/contract/registers.ts';
import { Drawer } from '../../../components/Drawer.tsx';
import { ErrorState, Skeleton } from '../../../components/States.tsx';
import { countedText, roleWord } from '../../../i18n/duty.ts';
import { officersQuery } from '../../../queries/registers.ts';
import { GapOfficer } from '../GapOfficer.tsx';
import type { Leader } from '../useLeader.ts';
import './HandOver.css';
import { type HandOverResult, type Heir, handOver, plan } from './handOverSteps.ts';
import { rowKey } from './rowKey.ts';
import type { GapListState } from './useGapList.ts';
import '../../../components/Check.css';

/** Hands those chosen to an officer from today on: who, what changes, and what became of each. */
export function HandOver({
  leader,
  list,
  duty,
  onClose,
}: {
  leader: Leader;
  list: GapListState;
  duty: DutyInfo;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  // What is handed over stays what it was when the box was opened.
  const [items] = useState(() => uniqueSubjects(list.selected));
  const [heir, setHeir] = useState<Heir>(items.every(({ officer }) => officer) ? 'current' : null);
  const today = leader.session.data?.today ?? '';
  const steps = plan(items, heir);
  const changes = steps.filter(({ to }) => to !== null).length;
  const [done, setDone] = useState<HandOverResult[]>([]);
  const run = useMutation({
    mutationFn: () =>
      handOver(
        steps,
        today,
        (result) => setDone((before) => [...before, result]),
        new AbortController().signal,
      ),
    onSettled: async () => {
      await Promise.all(
        ['gaps', 'summary', 'coverage', 'responsible', 'subject'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
  });
  const finished = run.isSuccess || run.isError;
  const results = new Map(done.map((result) => [result.subject, result]));
  const refused = done.filter(({ state }) => state === 'refused').length;
  return (
    <Drawer
      open
      kind="box"
      testId="handover"
      onClose={() => {
        if (!run.isPending) onClose();
      }}
      title={t('handover.title', { subjects: countedText(items.length, duty, t) })}
      line={<span>{t('handover.line', { day: today })}</span>}
      foot={
        <>
          <p role="status" data-testid="handover-state">
            {finished
              ? t(refused > 0 ? 'handover.doneSome' : 'handover.done', { n: done.length - refused, refused })
              : run.isPending
                ? t('handover.running', { n: done.length, of: changes })
                : t(changes < items.length ? 'handover.lacking' : 'handover.ready', {
                    n: changes,
                    lacking: items.length - changes,
                  })}
          </p>
          {finished ? (
            <button
              type="button"
              className="button button--ink"
              data-testid="handover-finish"
              onClick={onClose}
            >
              {t('handover.finish')}
            </button>
          ) : (
            <>
              <button type="button" className="button" disabled={run.isPending} onClick={onClose}>
                {t('handover.cancel')}
              </button>
              <button
                type="button"
                className="button button--ink"
                disabled={changes === 0 || run.isPending}
                data-testid="handover-confirm"
                onClick={() => run.mutate()}
              >
                {t('handover.confirm', { n: changes })}
              </button>
            </>
          )}
        </>
      }
    >
      {!run.isPending && !finished && (
        <ChooseHeir leader={leader} items={items} heir={heir} onHeir={setHeir} />
      )}
      <ul className="handover-rows">
        {steps.map(({ item, to }) => {
          const result = results.get(item.subject);
          return (
            <li key={rowKey(item)} data-testid="handover-row" data-state={result?.state ?? 'waiting'}>
              <b>{item.name}</b>
              <span>
                <GapOfficer item={item} />
              </span>
              <span aria-hidden="true">→</span>
              <span>
                {to === null ? (
                  <span className="gap-officer gap-officer--none">{t('handover.choose')}</span>
                ) : (
                  <>
                    {to.name} <small>{roleWord(to.role, t)}</small>
                  </>
                )}
              </span>
              <Outcome result={result} />
            </li>
          );
        })}
      </ul>
    </Drawer>
  );
}

function Outcome({ result }: { result: HandOverResult | undefined }) {
  const { t } = useTranslation();
  if (!result) return <span />;
  if (result.state === 'refused')
    return (
      <span className="handover-rows__refused">
        <TriangleAlert size={15} aria-hidden="true" />
        {result.reason === null ? t('state.unreachable') : result.reason}
      </span>
    );
  return (
    <span className="handover-rows__done">
      {result.state === 'same' ? (
        <Equal size={15} aria-hidden="true" />
      ) : (
        <Check size={15} aria-hidden="true" />
      )}
      {t(`handover.${result.state}`)}
    </span>
  );
}

/** Two events of one subject are one who is handed over. */
function uniqueSubjects(items: readonly GapItem[]): GapItem[] {
  return [...new Map(items.map((item) => [item.subject, item])).values()];
}

interface ChooseHeirProps {
  leader: Leader;
  items: readonly GapItem[];
  heir: Heir;
  onHeir: (heir: Heir) => void;
}

/** Who takes over: whoever answers now, by name, or one officer of the area. */
function ChooseHeir({ leader, items, heir, onHeir }: ChooseHeirProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const officers = useQuery(officersQuery(officersOf(leader), q));
  const anybody = items.some(({ officer }) => officer);
  const chosen = heir !== null && heir !== 'current' ? heir.id : null;
  return (
    <fieldset className="handover-heir">
      <legend className="visually-hidden">{t('handover.heir')}</legend>
      {anybody && (
        <label className="menu__item handover-heir__choice">
          <input
            type="radio"
            name="heir"
            className="check"
            checked={heir === 'current'}
            data-testid="heir-current"
            onChange={() => onHeir('current')}
          />
          <span>
            {t('handover.current')}
            <small>{t('handover.currentHint')}</small>
          </span>
        </label>
      )}
      <label className="filter-menu__search">
        <Search size={16} aria-hidden="true" />
        <span className="visually-hidden">{t('handover.find')}</span>
        <input
          type="search"
          value={text}
          placeholder={t('handover.find')}
          data-testid="heir-search"
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className="handover-heir__found">
        {officers.isPending && <Skeleton lines={3} />}
        {officers.isError && <ErrorState error={officers.error} onRetry={() => void officers.refetch()} />}
        {officers.data?.items.length === 0 && <p className="menu__label">{t('handover.nobody')}</p>}
        {officers.data?.items.map((officer) => (
          <HeirChoice key={officer.id} officer={officer} on={chosen === officer.id} onPick={onHeir} />
        ))}
        {officers.data?.nextCursor && <p className="menu__label">{t('handover.more')}</p>}
      </div>
    </fieldset>
  );
}

function HeirChoice({
  officer,
  on,
  onPick,
}: {
  officer: OfficerItem;
  on: boolean;
  onPick: (heir: Heir) => void;
}) {
  const { t } = useTranslation();
  const { id, name, role } = officer;
  return (
    <label className="menu__item handover-heir__choice">
      <input
        type="radio"
        name="heir"
        className="check"
        checked={on}
        data-testid={`heir-${id}`}
        onChange={() => onPick({ id, name, role })}
      />
      <span>
        {name} <small>{roleWord(role, t)}</small>
      </span>
      <small className="handover-heir__id">{id}</small>
    </label>
  );
}

/** The area whose officers may take over: the town, since officers belong to its offices. */
function officersOf({ detail, chain }: Leader): string {
  const up = [...chain, ...(detail ? [detail] : [])];
  return (up.find(({ level }) => level === 'town') ?? up.at(-1))?.code ?? '';
}
