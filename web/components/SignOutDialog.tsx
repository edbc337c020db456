import { AlertDialog } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../i18n/format.ts';
import './Drawer.css';
import './SignOutDialog.css';

/** What stands between the wish to sign out and being out. */
type Step = { at: 'looking' | 'leaving' | 'failed' } | { at: 'asking'; unsent: number };

/** Signs out, after asking when that would delete work which the server does not have yet. */
export function SignOutDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>({ at: 'looking' });
  const leave = async () => {
    setStep({ at: 'leaving' });
    // With the outbox, which the leader's first load does without.
    const { signOut } = await import('../state/signOut.ts');
    await signOut().catch(() => setStep({ at: 'failed' }));
  };
  const begun = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void (async () => {
      const { unsent } = await import('../state/signOut.ts');
      const n = await unsent();
      if (n > 0) setStep({ at: 'asking', unsent: n });
      else await leave();
    })().catch(() => setStep({ at: 'failed' }));
  }, []);
  if (step.at === 'looking' || step.at === 'leaving') return null;
  const asking = step.at === 'asking';
  return (
    <AlertDialog.Root open={open} onOpenChange={(opened) => !opened && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="drawer__veil" />
        <AlertDialog.Content className="drawer drawer--box sign-out" data-testid="sign-out-dialog">
          <AlertDialog.Title className="drawer__title">
            {asking ? t('access.menu.unsentTitle') : t('access.menu.failedTitle')}
          </AlertDialog.Title>
          <AlertDialog.Description>
            {asking ? t('access.menu.unsent', { n: formatCount(step.unsent) }) : t('access.menu.failed')}
          </AlertDialog.Description>
          <div className="sign-out__choice">
            <AlertDialog.Cancel className="button button--ink" data-testid="stay">
              {asking ? t('access.menu.stay') : t('access.menu.understood')}
            </AlertDialog.Cancel>
            {asking && (
              <button
                type="button"
                className="button sign-out__leave"
                data-testid="leave-anyway"
                onClick={() => void leave()}
              >
                {t('access.menu.leaveAnyway')}
              </button>
            )}
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
