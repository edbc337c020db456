import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useWho } from '../../queries/who.ts';
import { openOutbox } from '../../state/outbox.ts';
import { useUrl } from '../../state/useUrl.ts';
import { AskOfficer } from './AskOfficer.tsx';
import { MyVisits } from './MyVisits.tsx';
import { VisitBar } from './VisitBar.tsx';
import './VisitScreen.css';

/** The screen of the one who calls: who that is, then their list. An account of an officer need not say. */
export function VisitScreen() {
  const { t } = useTranslation();
  const [{ caller }, navigate] = useUrl();
  const who = useWho();
  const officer = caller ?? who?.officer ?? null;
  useEffect(() => {
    if (officer === null) document.title = `${t('visit.title')} · ${t('app.name')}`;
  }, [officer, t]);
  // What was written down is sent by whoever wrote it.
  const account = who?.id ?? null;
  useEffect(() => {
    if (account !== null) openOutbox().serve(account);
  }, [account]);
  if (officer !== null) return <MyVisits key={officer} officer={officer} own={who?.officer ?? null} />;
  return (
    <div className="visit">
      <VisitBar away={null} now={null} />
      <main className="visit__ask">
        {who && <AskOfficer unknown={null} onId={(id) => navigate({ caller: id }, 'push')} />}
      </main>
    </div>
  );
}
