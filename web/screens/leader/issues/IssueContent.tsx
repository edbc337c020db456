import { Eye, EyeOff, Lock, Phone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { IssueDetail, UnmaskedIssue } from '#api/contract/issues.ts';
import { wordsOf } from '../../../components/faults.ts';
import type { Seeing } from '../../../components/useSeen.ts';
import { AddPhotos } from './AddPhotos.tsx';
import { IssuePhotos } from './IssuePhotos.tsx';

/** What people wrote, who asked and the photos: behind a button, since each look is kept. */
export function IssueContent({ issue, seeing }: { issue: IssueDetail; seeing: Seeing<UnmaskedIssue> }) {
  const { t } = useTranslation();
  const { may, seen, busy, error, show, hide } = seeing;
  const photos = issue.pictures.length;
  return (
    <section className="section" data-testid="issue-content">
      <div className="section-head">
        <h2>{t('issues.detail.content')}</h2>
        {seen && (
          <button type="button" className="issue-content__hide" data-testid="issue-hide" onClick={hide}>
            <EyeOff size={16} aria-hidden="true" />
            {t('issues.detail.hide')}
          </button>
        )}
      </div>
      {seen ? (
        <Seen issue={issue} seen={seen} />
      ) : (
        <div className="issue-content__locked">
          <Lock size={18} aria-hidden="true" />
          <p>
            {!may
              ? t('issues.detail.mayNot')
              : photos > 0
                ? t('issues.detail.locked', { n: photos })
                : t('issues.detail.lockedNoPhotos')}
          </p>
          {may && (
            <button
              type="button"
              className="button"
              disabled={busy}
              aria-busy={busy}
              data-testid="issue-show"
              onClick={show}
            >
              <Eye size={18} aria-hidden="true" />
              {t('issues.detail.show')}
            </button>
          )}
        </div>
      )}
      <AddPhotos id={issue.id} count={photos} />
      {error !== null && (
        <p className="text-field__fault" role="alert">
          {t('access.common.unmaskFailed')} {wordsOf(error, t)}
        </p>
      )}
    </section>
  );
}

function Seen({ issue, seen }: { issue: IssueDetail; seen: UnmaskedIssue }) {
  const { t } = useTranslation();
  const { title, text, reporter } = seen;
  const phone = reporter?.phone ?? null;
  return (
    <>
      <p className="issue-content__title" data-testid="issue-title">
        {title}
      </p>
      <p className="issue-content__text" data-testid="issue-text">
        {text ?? <span>{t('issues.detail.noText')}</span>}
      </p>
      <dl className="issue-content__reporter">
        <dt>{t('issues.detail.reporter')}</dt>
        <dd data-testid="issue-reporter">{reporter?.name ?? t('issues.detail.noReporter')}</dd>
        {phone !== null && (
          <dd>
            <a className="unmask__button" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
              <Phone size={16} aria-hidden="true" />
              {phone}
            </a>
          </dd>
        )}
      </dl>
      {issue.pictures.length > 0 && <IssuePhotos id={issue.id} pictures={issue.pictures} />}
    </>
  );
}
