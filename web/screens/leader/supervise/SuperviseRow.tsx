import { useQuery } from '@tanstack/react-query';
import { ChevronDown, Eye, EyeOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SupervisionItem, UnmaskedSupervision } from '#api/contract/supervision.ts';
import { wordsOf } from '../../../components/faults.ts';
import '../../../components/UnmaskButton.css';
import { formatDay, formatMoment, formatPlace } from '../../../i18n/format.ts';
import { periodLabel } from '../../../i18n/period.ts';
import { supervision, supervisionQuery } from '../../../queries/supervision.ts';
import { useMay } from '../../../queries/who.ts';
import { SuperviseActions } from './SuperviseActions.tsx';

interface RowProps {
  item: SupervisionItem;
  lang: string;
  today: string;
}

/** One supervised item: what, to whom, until when, how it stands; opened its timeline and what can be done. */
export function SuperviseRow({ item, lang, today }: RowProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { object, area, to, due, state, overdue } = item;
  const { period } = object;
  const place = [item.chain.at(-1), area].flatMap((each) => (each ? [formatPlace(each.name)] : [])).join(' ');
  const about = [place, object.duty?.name, period && periodLabel(period, t, lang)].filter(Boolean);
  return (
    <li className="supervise__item" data-testid={`supervision-${item.id}`} data-state={state}>
      <button type="button" className="supervise__head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="supervise__what">
          <b>{object.name ?? (object.kind === 'gap' ? object.id : t(`supervision.${object.kind}`))}</b>
          <small>{about.join(' · ')}</small>
          <small>
            {t('supervision.to', { name: to.name })} ·{' '}
            <span data-late={overdue}>
              {t('supervision.due', { day: formatDay(due, today) })}
              {overdue && ` ${t('supervision.overdue')}`}
            </span>
          </small>
        </span>
        <span className="supervise__state" data-state={state}>
          {t(`supervision.state.${state}`)}
        </span>
        <ChevronDown className="supervise__arrow" size={18} aria-hidden="true" />
      </button>
      {open && <Opened item={item} lang={lang} />}
    </li>
  );
}

function Opened({ item: listed, lang }: { item: SupervisionItem; lang: string }) {
  const { t } = useTranslation();
  const { data: item = listed } = useQuery(supervisionQuery(listed.id, lang));
  const { seen, error, toggle } = useWritten(item.id);
  const may = useMay('personal');
  const hasWords = item.hasText || item.log.some(({ hasNote }) => hasNote);
  return (
    <div className="supervise__body">
      <ol className="supervise__log">
        {item.log.map(({ n, type, at, by, failure }) => {
          const words = n === 0 ? seen?.text : seen?.notes.find((note) => note.n === n)?.note;
          return (
            <li key={n} data-type={type}>
              <span>
                {t(`supervision.state.${type}`)}
                {failure !== null && <small> {failure}</small>}
              </span>
              <small>
                {by ?? t('supervision.nobody')} {formatMoment(at)}
              </small>
              {words && <p>{words}</p>}
            </li>
          );
        })}
      </ol>
      {item.nextAttemptAt !== null && (
        <p className="supervise__note">{t('supervision.next', { time: formatMoment(item.nextAttemptAt) })}</p>
      )}
      {may && hasWords && (
        <button type="button" className="unmask__button" data-testid="supervision-unmask" onClick={toggle}>
          {seen ? <EyeOff size={16} aria-hidden="true" /> : <Eye size={16} aria-hidden="true" />}
          {t(seen ? 'supervision.hide' : 'supervision.show')}
        </button>
      )}
      {error !== null && (
        <p className="supervise__fault" role="alert">
          {wordsOf(error, t)}
        </p>
      )}
      <SuperviseActions item={item} />
    </div>
  );
}

/** What was written, held by the row that shows it alone: it goes when the row is shut or the page put away. */
function useWritten(id: string) {
  const [seen, setSeen] = useState<UnmaskedSupervision | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const away = () => document.visibilityState === 'hidden' && setSeen(null);
    document.addEventListener('visibilitychange', away);
    return () => document.removeEventListener('visibilitychange', away);
  }, []);
  const toggle = () => {
    setError(null);
    if (seen) setSeen(null);
    else supervision.unmask(id).then(setSeen, setError);
  };
  return { seen, error, toggle };
}
