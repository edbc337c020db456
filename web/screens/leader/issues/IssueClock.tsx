import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { IssueDetail } from '#api/contract/issues.ts';
import { isSettled } from '#geodata/issue/states.ts';
import type { Light } from '#geodata/model.ts';
import { LightGlyph } from '../../../components/Glyphs.tsx';
import { formatMoment } from '../../../i18n/format.ts';
import { durationText } from './duration.ts';

const HOUR_MS = 3_600_000;
/** With less than this left the clock is amber. */
const SOON_HOURS = 24;

const hoursBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / HOUR_MS;

/** How an issue stands with its clocks, in words and with the exact moments. */
export function IssueClock({ issue, now }: { issue: IssueDetail; now: string }) {
  const { t } = useTranslation();
  const { light, figure, note } = clockOf(issue, now, t);
  const { promisedAt, dueAt, escalationDueAt, rectificationDueAt } = issue;
  const isLate = (moment: string) => now !== '' && Date.parse(now) > Date.parse(moment);
  const warning = (kind: 'escalation' | 'rectification', moment: string) => (
    <li key={`${kind} ${moment}`} data-over={isLate(moment)}>
      <LightGlyph light={isLate(moment) ? 'red' : 'amber'} />
      {t(`issues.detail.${kind}${isLate(moment) ? 'Over' : ''}`, { time: formatMoment(moment) })}
    </li>
  );
  return (
    <div className="issue-clock" data-light={light ?? 'none'} data-testid="issue-clock">
      <p className="issue-clock__figure">
        <LightGlyph light={light} size={18} />
        <b>{figure}</b>
      </p>
      <p className="issue-clock__note">
        {[
          note,
          promisedAt !== null && dueAt !== null && promisedAt !== dueAt
            ? t('issues.detail.promised', { time: formatMoment(promisedAt) })
            : '',
        ]
          .filter((text) => text !== '')
          .join(' · ')}
      </p>
      {(escalationDueAt !== null || rectificationDueAt.length > 0) && (
        <ul>
          {escalationDueAt !== null && warning('escalation', escalationDueAt)}
          {rectificationDueAt.map((moment) => warning('rectification', moment))}
        </ul>
      )}
    </div>
  );
}

function clockOf(
  issue: IssueDetail,
  now: string,
  t: TFunction,
): { light: Light | null; figure: string; note: string } {
  const { dueAt, overdue, state, settledAt, resolution, reportedAt } = issue;
  if (dueAt !== null) {
    const hours = hoursBetween(now, dueAt);
    const value = durationText(Math.abs(hours), t);
    return {
      light: overdue ? 'red' : hours < SOON_HOURS ? 'amber' : 'green',
      figure: t(overdue ? 'issues.detail.over' : 'issues.detail.left', { value }),
      note: t(overdue ? 'issues.detail.was' : 'issues.detail.until', { time: formatMoment(dueAt) }),
    };
  }
  if (isSettled(state) && settledAt !== null)
    return {
      light: 'green',
      figure: resolution === null ? t('issues.detail.settled') : t(`issues.resolution.${resolution}`),
      note: t('issues.detail.settledNote', {
        time: formatMoment(settledAt),
        value: durationText(hoursBetween(reportedAt, settledAt), t),
      }),
    };
  if (state === 'refused')
    return { light: null, figure: t('issues.state.refused'), note: t('issues.detail.refusedNote') };
  if (state === 'merged')
    return { light: null, figure: t('issues.state.merged'), note: t('issues.detail.mergedNote') };
  return { light: null, figure: t('issues.detail.stopped'), note: t('issues.detail.stoppedNote') };
}
