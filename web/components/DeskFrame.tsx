import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Screen } from '../state/paths.ts';
import { screenHref } from '../state/screens.ts';
import { AccountMenu } from './AccountMenu.tsx';
import './DeskFrame.css';
import { Mark } from './Mark.tsx';
import { Switches } from './Switches.tsx';

/** The frame of pages that are read and filled in rather than looked at: a head, and a page that scrolls. */
export function DeskFrame({
  title,
  back,
  nav,
  children,
}: {
  title: string;
  /** Where its arrow leads, and what that is called. */
  back: { to: Screen; word: string };
  nav?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className="desk">
      <header className="desk__bar">
        <a className="desk__home" href={screenHref('leader')} aria-label={t('app.name')}>
          <Mark />
        </a>
        <b className="desk__title">{title}</b>
        <a className="desk__back" href={screenHref(back.to)} aria-label={back.word} data-testid="back">
          <ArrowLeft size={18} aria-hidden="true" />
          <span>{back.word}</span>
        </a>
        <Switches />
        <AccountMenu />
      </header>
      <div className="desk__body">
        {nav}
        <main className="desk__main">{children}</main>
      </div>
    </div>
  );
}

/** A part of such a page, on a sheet of its own. */
export function Sheet({
  title,
  line,
  action,
  children,
  testId,
}: {
  title: string;
  line?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  testId?: string;
}) {
  return (
    <section className="desk-sheet" data-testid={testId}>
      <div className="desk-sheet__head">
        <div>
          <h2>{title}</h2>
          {line && <p>{line}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
