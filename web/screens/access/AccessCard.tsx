import type { ReactNode } from 'react';
import { Mark } from '../../components/Mark.tsx';
import { Switches } from '../../components/Switches.tsx';
import './AccessCard.css';

/** A page of one card: mark, heading and what is to be done. */
export function AccessCard({
  title,
  line,
  children,
  testId,
}: {
  title: string;
  line?: string | undefined;
  children: ReactNode;
  testId: string;
}) {
  return (
    <div className="access" data-testid={testId}>
      <header className="access__switches">
        <Switches />
      </header>
      <main className="access__main">
        <div className="access__head">
          <Mark large />
          <div>
            <h1>{title}</h1>
            {line && <p>{line}</p>}
          </div>
        </div>
        {children}
      </main>
    </div>
  );
}
