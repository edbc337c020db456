import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssueImportAnswer } from '#api/contract/issueImports.ts';
import { imports } from '../../apiImports.ts';
import { formatCount } from '../../i18n/format.ts';
import { followJob, type Step } from './followJob.ts';
import { wordsOfImport, wordsOfRow } from './importWords.ts';
import { Progress } from './Progress.tsx';

const TONES = { refused: 'warn', duplicate: 'off', kept: 'off' } as const;

/** What would become of each row of a table, or has; and the button that writes it. */
export function ImportReport({
  report,
  onChanged,
  onAnother,
  onClose,
}: {
  report: IssueImportAnswer;
  onChanged: () => void;
  onAnother: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [step, setStep] = useState<Step>({ share: 0, doing: 'waiting' });
  const confirm = useMutation({
    networkMode: 'always',
    mutationFn: async () => followJob(await imports.confirm(report.id, report.refused > 0), setStep),
    onSettled: async () => {
      await client.refetchQueries({ queryKey: ['import', report.id] });
      onChanged();
    },
  });
  const { status, create, refused, rows, duplicate, unlocated, written } = report;
  const figures = [
    ['rows', rows],
    ['create', create],
    ['duplicate', duplicate],
    ['refused', refused],
    ['unlocated', unlocated],
  ] as const;
  const isOpen = status === 'checked';
  return (
    <div className="import-report">
      <dl className="import-figures" data-testid="import-figures">
        {figures.map(([key, n]) => (
          <div key={key} data-figure={key} data-some={n > 0}>
            <dt>{t(`administration.imports.${key}`)}</dt>
            <dd>{formatCount(n)}</dd>
          </div>
        ))}
      </dl>
      {confirm.isError && (
        <ul className="admin__fault import-faults" role="alert">
          {wordsOfImport(confirm.error, t).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {confirm.isPending && <Progress step={step} />}
      {status === 'applied' && (
        <p className="import-done" role="status" data-testid="import-applied">
          {t('administration.imports.applied', { n: formatCount(written) })}
        </p>
      )}
      {isOpen && create === 0 && <p>{t('administration.imports.nothingToWrite')}</p>}
      {isOpen && create > 0 && refused > 0 && <p>{t('administration.imports.mend')}</p>}
      <div className="admin-form__foot">
        {isOpen && create > 0 && (
          <button
            type="button"
            className="button button--ink"
            disabled={confirm.isPending}
            aria-busy={confirm.isPending}
            data-testid="import-confirm"
            onClick={() => confirm.mutate()}
          >
            {refused > 0
              ? t('administration.imports.confirmWithout', {
                  n: formatCount(create),
                  refused: formatCount(refused),
                })
              : t('administration.imports.confirm', { n: formatCount(create) })}
          </button>
        )}
        {isOpen && (
          <button type="button" className="button" disabled={confirm.isPending} onClick={onAnother}>
            {t('administration.imports.back')}
          </button>
        )}
        <button
          type="button"
          className="button"
          disabled={confirm.isPending}
          data-testid="import-close"
          onClick={onClose}
        >
          {t(isOpen ? 'administration.imports.cancel' : 'access.common.done')}
        </button>
      </div>
      {report.codes.length > 0 ? <Told report={report} /> : <p>{t('administration.imports.allGood')}</p>}
    </div>
  );
}

/** Codes with their rows, and the first of the rows themselves. */
function Told({ report: { id, codes, problems, problemCount } }: { report: IssueImportAnswer }) {
  const { t } = useTranslation();
  return (
    <section className="import-told">
      <div className="import-told__head">
        <h3>{t('administration.imports.told')}</h3>
        {problems.length > 0 && (
          <a className="button" href={imports.problems(id)} download data-testid="import-problems-file">
            <Download size={17} aria-hidden="true" />
            {t('administration.imports.problemsFile')}
          </a>
        )}
      </div>
      <ul className="import-codes" data-testid="import-codes">
        {codes.map(({ code, outcome, rows }) => (
          <li key={`${code} ${outcome}`}>
            <b>{formatCount(rows)}</b>
            <span className="tag" data-tone={TONES[outcome]}>
              {t(`administration.imports.outcome.${outcome}`)}
            </span>
            {wordsOfRow({ code, reason: code }, t)}
          </li>
        ))}
      </ul>
      {problems.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <div className="import-rows" tabIndex={0}>
          <table className="admin-table" data-testid="import-problems">
            <thead>
              <tr>
                {(['row', 'column', 'value', 'reason'] as const).map((head) => (
                  <th key={head}>{t(`administration.imports.${head}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {problems.map((problem, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row may be told the same of twice, and nothing moves
                <tr key={i}>
                  <td className="import-rows__n" data-head={t('administration.imports.row')}>
                    {formatCount(problem.row)}
                  </td>
                  <td data-head={t('administration.imports.column')}>{problem.column}</td>
                  <td data-head={t('administration.imports.value')}>{problem.value}</td>
                  <td data-head={t('administration.imports.reason')}>
                    {wordsOfRow(problem, t)}{' '}
                    <small>{t(`administration.imports.outcome.${problem.outcome}`)}</small>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {problems.length > 0 && problemCount > problems.length && (
        <p>
          {t('administration.imports.first', {
            n: formatCount(problems.length),
            count: problemCount,
          })}
        </p>
      )}
    </section>
  );
}
