import { useQuery } from '@tanstack/react-query';
import { CloudOff, CloudUpload, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '#geodata/duty/calendar.ts';
import { formatCount, formatMoment } from '../../i18n/format.ts';
import { programmeQuery } from '../../queries/visit.ts';
import { useOutbox } from '../../state/outbox.ts';
import type { OutboxEntry, RecordFault } from '../../state/outboxStore.ts';
import '../../i18n/issues.ts';
import './Outbox.css';

/** What waits to be sent: a line at the foot of the screen, and the list behind it. */
export function OutboxBar({
  zone,
  nameOf,
  onChange,
}: {
  zone: string;
  /** The masked name of a subject while its list is at hand; the device keeps none. */
  nameOf: (subject: string) => string | null;
  onChange: (entry: OutboxEntry) => void;
}) {
  const { t } = useTranslation();
  const [{ entries, away, lost, persistent, ready }, outbox] = useOutbox();
  const [open, setOpen] = useState(false);
  const refused = entries.filter(({ state }) => state === 'refused').length;
  const waiting = entries.length - refused;
  if (!ready || (entries.length === 0 && lost === 0)) return null;
  return (
    <>
      {lost > 0 && (
        <div className="outbox-bar outbox-bar--lost" role="alert" data-testid="outbox-lost">
          <p>{t('offline.lost', { n: formatCount(lost) })}</p>
          <button type="button" className="button" onClick={() => void outbox.told()}>
            {t('offline.told')}
          </button>
        </div>
      )}
      {entries.length > 0 && (
        <div className="outbox-bar" role="status" data-testid="outbox">
          {away ? <CloudOff size={20} aria-hidden="true" /> : <CloudUpload size={20} aria-hidden="true" />}
          <p>
            <b>
              {waiting > 0 && t('offline.waiting', { n: formatCount(waiting) })}
              {waiting > 0 && refused > 0 && ' · '}
              {refused > 0 && (
                <span className="outbox-bar__refused">
                  {t('offline.refused', { n: formatCount(refused) })}
                </span>
              )}
            </b>
            {waiting > 0 && <small>{t(away ? 'offline.away' : 'offline.sending')}</small>}
            {!persistent && waiting > 0 && <small>{t('offline.notKept')}</small>}
          </p>
          <button type="button" className="button" data-testid="outbox-show" onClick={() => setOpen(true)}>
            {t('offline.show')}
          </button>
        </div>
      )}
      <Dialog.Root open={open && entries.length > 0} onOpenChange={setOpen}>
        <Dialog.Portal>
          <Dialog.Overlay className="sheet-shade" />
          <Dialog.Content className="sheet" aria-describedby={undefined}>
            <div className="sheet__head">
              <Dialog.Title asChild>
                <h2>{t('offline.title')}</h2>
              </Dialog.Title>
              <Dialog.Close className="icon-button" aria-label={t('offline.close')}>
                <X size={20} />
              </Dialog.Close>
            </div>
            <ol className="outbox-list">
              {entries.map((entry) => (
                <Entry
                  key={entry.id}
                  entry={entry}
                  zone={zone}
                  name={entry.kind === 'visit' ? nameOf(entry.visit.subject) : null}
                  onChange={() => {
                    setOpen(false);
                    onChange(entry);
                  }}
                  onDrop={() => void outbox.takeBack(entry.id)}
                />
              ))}
            </ol>
            {waiting > 0 && (
              <div className="sheet__foot">
                <button
                  type="button"
                  className="button button--ink"
                  data-testid="send-now"
                  onClick={() => outbox.sendNow()}
                >
                  {t('offline.now')}
                </button>
              </div>
            )}
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </>
  );
}

function Entry({
  entry,
  zone,
  name,
  onChange,
  onDrop,
}: {
  entry: OutboxEntry;
  zone: string;
  name: string | null;
  onChange: () => void;
  onDrop: () => void;
}) {
  const { t } = useTranslation();
  const { place, state, faults } = entry;
  const { at, programme } = entry.kind === 'visit' ? entry.visit : entry.issue;
  const moment = formatMoment(formatInstant(Date.parse(at), zone));
  const word = useFaultWord(state === 'refused' ? programme : null);
  return (
    <li data-testid="outbox-entry" data-state={state}>
      <div>
        <p>
          {entry.kind === 'visit' ? (
            <>
              <b>{name ?? entry.visit.subject}</b> {t(`visit.outcome.${entry.visit.outcome}`)} ·{' '}
              {t(`visit.mode.${entry.visit.mode}`)}
            </>
          ) : (
            <>
              <b>{entry.issue.title}</b> {t(`issues.source.${entry.issue.source}`)}
              {entry.photos > 0 && <> · {t('issues.snap.photos', { count: entry.photos })}</>}
            </>
          )}
        </p>
        <p>
          <small>
            {moment} · {place}
          </small>
        </p>
        {state === 'refused' && (
          <p className="outbox-list__reason">
            {t('offline.reason', { reason: faults.map(word).join('；') })}
          </p>
        )}
      </div>
      {state === 'refused' && (
        <button type="button" className="button" data-testid="entry-change" onClick={onChange}>
          {t('offline.change')}
        </button>
      )}
      <button type="button" className="button" data-testid="entry-drop" onClick={onDrop}>
        {t('offline.drop')}
      </button>
    </li>
  );
}

const CODES = [
  'future',
  'tooEarly',
  'notFound',
  'conflict',
  'required',
  'wrongType',
  'notAnOption',
  'notADay',
  'tooLong',
  'unknownField',
] as const;
const PARTS = ['subject', 'officers', 'programme', 'at', 'note', 'area', 'category', 'photo'] as const;

/** Why a record was refused, in the reader's language; what has no words here stands in the server's. */
function useFaultWord(programme: string | null): (fault: RecordFault) => string {
  const { t, i18n } = useTranslation();
  // The form was asked for when it was filled in; where it is no longer known its field stands by its id.
  const { data } = useQuery({
    ...programmeQuery(programme ?? '', i18n.language),
    enabled: programme !== null,
  });
  const fieldName = (id: string): string => {
    const field = data?.fields.find((each) => each.id === id);
    return field ? field.name[i18n.language === 'en' ? 'en' : 'zh'] : id;
  };
  return ({ path, message, code }) => {
    const known = CODES.find((each) => each === code);
    if (!known) return message;
    const part = PARTS.find((each) => path === each || path.startsWith(`${each}.`));
    const what = part
      ? t(`offline.what.${part}`)
      : path.startsWith('fields.')
        ? fieldName(path.slice('fields.'.length).replace(/\.\d+$/, ''))
        : t('offline.what.record');
    return t(`offline.fault.${known}`, { what });
  };
}
