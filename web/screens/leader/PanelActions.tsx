import { Check, List, Share2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyButton } from '../../components/lazyPart.tsx';
import { countedText } from '../../i18n/duty.ts';
import { useMay } from '../../queries/who.ts';
import type { Leader } from './useLeader.ts';

const FEEDBACK_MS = 2500;
const SupervisePart = lazyButton(() =>
  import('./supervise/SupervisePart.tsx').then((module) => module.SupervisePart),
);

/** What can be done from here, within reach of the thumb. */
export function PanelActions({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { main, chosen, navigate } = leader;
  const may = useMay('list');
  if (!chosen) return null;
  // Households that are counted have no list.
  const n = chosen.duty.estimated ? 0 : (main?.gapCount ?? 0);
  return (
    <div className="panel__actions">
      {n > 0 && may && (
        <button
          type="button"
          className="button button--ink"
          data-testid="open-list"
          onClick={() => navigate({ list: 'all' }, 'push')}
        >
          <List size={18} aria-hidden="true" />
          {t('panel.list', { subjects: countedText(n, chosen.duty, t) })}
        </button>
      )}
      {may && <SupervisePart leader={leader} />}
      <ShareButton />
    </div>
  );
}

/** Hands on the address: by the device's own sheet where there is one, else by the clipboard. */
export function ShareButton() {
  const { t } = useTranslation();
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle');
  const share = async () => {
    try {
      if (matchMedia('(pointer: coarse)').matches && 'share' in navigator) {
        await navigator.share({ title: document.title, url: location.href });
        return;
      }
      await navigator.clipboard.writeText(location.href);
      setState('done');
    } catch (error) {
      // Shutting the device's sheet is no failure.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      setState('failed');
    }
    setTimeout(() => setState('idle'), FEEDBACK_MS);
  };
  return (
    <button type="button" className="button" data-testid="share" onClick={() => void share()}>
      {state === 'done' ? <Check size={18} aria-hidden="true" /> : <Share2 size={18} aria-hidden="true" />}
      <span aria-live="polite">
        {state === 'done'
          ? t('panel.shared')
          : state === 'failed'
            ? t('panel.shareFailed')
            : t('panel.share')}
      </span>
    </button>
  );
}
