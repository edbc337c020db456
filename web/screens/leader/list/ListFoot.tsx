import { Check, Link2, UserRoundCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DutyInfo } from '#api/contract/coverage.ts';
import { countedText } from '../../../i18n/duty.ts';
import { formatCount } from '../../../i18n/format.ts';
import { useMay } from '../../../queries/who.ts';
import { ShareButton } from '../PanelActions.tsx';
import { SuperviseButton } from '../supervise/SuperviseButton.tsx';
import type { Leader } from '../useLeader.ts';
import { ExportMenu } from './ExportMenu.tsx';
import { HandOver } from './HandOver.tsx';
import type { GapListState } from './useGapList.ts';
import { visitLinks } from './visitLinks.ts';

/** How long a button says that it has done its work. */
const FEEDBACK_MS = 2500;

/** How many are chosen, and what can be done with them. */
export function ListFoot({ leader, list, duty }: { leader: Leader; list: GapListState; duty: DutyInfo }) {
  const { t } = useTranslation();
  const { matching, selected, items } = list;
  const [handing, setHanding] = useState(false);
  // Only who is called on can be handed to somebody: officers and areas answer for themselves.
  const subjects = duty.kind === 'coverSubjects' || duty.kind === 'afterEvent';
  const [mayAssign, mayRegister] = [useMay('assign'), useMay('register')];
  const links = visitLinks(selected, location.origin);
  const total = countedText(matching, duty, t);
  return (
    <div className="panel__actions gap-list__foot">
      <p>
        <b data-testid="list-count" role="status">
          {selected.length > 0
            ? t('list.selected', { n: countedText(selected.length, duty, t), total })
            : t('list.total', { total })}
        </b>
        <span>{t(`duty.${duty.kind}.list.rule`)}</span>
      </p>
      {selected.length === 0 && items.length > 0 && (
        <>
          <ShareButton />
          <ExportMenu
            id="list"
            report={{ kind: 'gaps', query: list.asked }}
            label={t('export.rows', { rows: formatCount(matching) })}
          />
        </>
      )}
      {selected.length > 0 && (
        <>
          {links.length > 0 && (
            <CopyButton text={links.map(({ text }) => text).join('\n')} n={links.length} />
          )}
          <SuperviseButton leader={leader} duty={duty} items={selected} />
          {subjects && (mayAssign || mayRegister) && (
            <button
              type="button"
              className="button button--ink"
              data-testid="hand-over"
              onClick={() => setHanding(true)}
            >
              <UserRoundCheck size={18} aria-hidden="true" />
              {t('handover.open', { subjects: countedText(selected.length, duty, t) })}
            </button>
          )}
        </>
      )}
      {handing && <HandOver leader={leader} list={list} duty={duty} onClose={() => setHanding(false)} />}
    </div>
  );
}

/** Copies the addresses of the officers' own lists. */
function CopyButton({ text, n }: { text: string; n: number }) {
  const { t } = useTranslation();
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('done');
    } catch {
      setState('failed');
    }
    setTimeout(() => setState('idle'), FEEDBACK_MS);
  };
  return (
    <button
      type="button"
      className="button"
      title={t('handover.copyHint')}
      data-testid="copy-links"
      data-text={text}
      onClick={() => void copy()}
    >
      {state === 'done' ? <Check size={18} aria-hidden="true" /> : <Link2 size={18} aria-hidden="true" />}
      <span aria-live="polite">
        {state === 'done'
          ? t('panel.shared')
          : state === 'failed'
            ? t('handover.copyFailed')
            : t('handover.copy', { n })}
      </span>
    </button>
  );
}
