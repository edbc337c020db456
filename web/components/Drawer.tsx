import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import './Drawer.css';

interface DrawerProps {
  open: boolean;
  onClose: () => void;
  title: React.ReactNode;
  /** Under the title. */
  line?: React.ReactNode;
  testId: string;
  /** A side sheet for reading, or a box in the middle for deciding. */
  kind?: 'sheet' | 'box';
  foot?: React.ReactNode;
  children: React.ReactNode;
}

/** A layer over the screen; Escape shuts it, and the focus goes back to where it was. */
export function Drawer({ open, onClose, title, line, testId, kind = 'sheet', foot, children }: DrawerProps) {
  const { t } = useTranslation();
  // It is opened by rows and figures, not by a trigger of its own: what had the focus is kept here.
  const before = useRef<HTMLElement | null>(null);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="drawer__veil" />
        <Dialog.Content
          className={`drawer drawer--${kind}`}
          data-testid={testId}
          aria-describedby={undefined}
          // What has the focus may want the key for itself: a search to be left, a question to be answered.
          onEscapeKeyDown={(event) => {
            if (document.activeElement?.closest('[data-escape="own"]')) event.preventDefault();
          }}
          onOpenAutoFocus={() => {
            before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            before.current?.focus({ preventScroll: true });
          }}
        >
          <div className="drawer__head">
            <div>
              <Dialog.Title className="drawer__title">{title}</Dialog.Title>
              {line && <p className="drawer__line">{line}</p>}
            </div>
            <Dialog.Close
              className="icon-button"
              aria-label={t('records.close')}
              data-testid={`${testId}-close`}
            >
              <X size={20} />
            </Dialog.Close>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <div className="drawer__body" tabIndex={0}>
            {children}
          </div>
          {foot && <div className="drawer__foot">{foot}</div>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
