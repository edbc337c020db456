import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useUrl } from '../../state/useUrl.ts';
import { AskOfficer } from './AskOfficer.tsx';
import { MyVisits } from './MyVisits.tsx';
import { VisitBar } from './VisitBar.tsx';
import './VisitScreen.css';

/** The screen of the one who calls: who that is, then their list. */
export function VisitScreen() {
  const { t } = useTranslation();
  const [{ caller: officer }, navigate] = useUrl();
  useEffect(() => {
    if (officer === null) document.title = `${t('visit.title')} · ${t('app.name')}`;
  }, [officer, t]);
  if (officer !== null) return <MyVisits key={officer} officer={officer} />;
  return (
    <div className="visit">
      <VisitBar away={null} now={null} />
      <main className="visit__ask">
        <AskOfficer unknown={null} onId={(id) => navigate({ caller: id }, 'push')} />
      </main>
    </div>
  );
}
