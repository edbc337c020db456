import { Check, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Toast } from './useCalls.ts';

/** What was just noted, and for a few seconds the way to take it back. */
export function ToastLine({ toast, onUndo }: { toast: Toast | null; onUndo: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="toast-line" role="status">
      {toast && (
        <div className="toast" data-testid="toast" data-state={toast.state}>
          <Check size={18} aria-hidden="true" />
          <span>{toast.state === 'saved' ? toast.say(t) : t(`visit.toast.${toast.state}`)}</span>
          {toast.state === 'saved' && (
            <button type="button" data-testid="undo" onClick={onUndo}>
              <Undo2 size={17} aria-hidden="true" />
              {t('visit.toast.undo')}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
