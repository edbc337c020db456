import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { IssueDetail, IssueLogEntry, UnmaskedIssue } from '#api/contract/issues.ts';
import { formatMoment } from '../../../i18n/format.ts';
import './IssueTimeline.css';

/** What is told a day after it happened or later was entered late. */
const LATE_MS = 86_400_000;

/** Everything that happened to an issue, newest last. Notes stand in it once they were asked for. */
export function IssueTimeline({ issue, seen }: { issue: IssueDetail; seen: UnmaskedIssue | null }) {
  const { t } = useTranslation();
  const said = new Map(seen?.notes.map((note) => [note.n, note]));
  return (
    <section className="section" data-testid="issue-timeline">
      <div className="section-head">
        <h2>{t('issues.detail.timeline')}</h2>
        <span className="section-head__note">{t('issues.detail.events', { count: issue.log.length })}</span>
      </div>
      <ol className="timeline">
        {issue.log.map((entry) => {
          const words = said.get(entry.n);
          const more = detailsOf(entry, t);
          return (
            <li key={entry.n} data-type={entry.type} data-testid="issue-event">
              <p className="timeline__head">
                <b>{t(`issues.event.${entry.type}`)}</b>
                {more !== '' && <span>{more}</span>}
                <time dateTime={entry.at}>{formatMoment(entry.at)}</time>
              </p>
              <p className="timeline__by">
                {[
                  words?.by ?? entry.by,
                  entry.organisation?.name,
                  Date.parse(entry.receivedAt) - Date.parse(entry.at) > LATE_MS
                    ? t('issues.detail.late', { time: formatMoment(entry.receivedAt) })
                    : null,
                  entry.hasNote && !words ? t('issues.detail.note') : null,
                ]
                  .filter((each) => each !== null && each !== undefined)
                  .join(' · ')}
              </p>
              {[words?.reason, words?.note].map(
                (text, i) =>
                  text && (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a reason and a note, always in this order
                    <p key={i} className="timeline__note" data-testid="issue-note">
                      {text}
                    </p>
                  ),
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** What an entry says beyond its kind. */
function detailsOf(entry: IssueLogEntry, t: TFunction): string {
  const { extension, level, settled } = entry;
  const told = [
    entry.kind && t(`issues.resolution.${entry.kind}`),
    entry.rating && t(`issues.rating.${entry.rating}`),
    settled === null ? null : t(`issues.eventNote.${settled ? 'settled' : 'notSettled'}`),
    extension && t(`issues.eventNote.extended_${extension.unit}`, { n: extension.amount }),
    level &&
      t(`issues.eventNote.${entry.type === 'escalated' ? 'level' : 'from'}`, {
        level: t(`issues.level.${level}`),
      }),
    entry.type === 'accepted' && entry.category
      ? t('issues.eventNote.category', { name: entry.category.name })
      : null,
    entry.organisations.map(({ name }) => name).join('、'),
  ];
  return told.filter((each) => each !== null && each !== '').join(' · ');
}
