import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IssueImportsAnswer } from '#api/contract/issueImports.ts';
import { imports } from '../../apiImports.ts';
import { ConfirmButton } from '../../components/ConfirmButton.tsx';
import { formatCount, formatMoment } from '../../i18n/format.ts';
import { followJob, type Step } from './followJob.ts';
import { wordsOfImport } from './importWords.ts';
import { Progress } from './Progress.tsx';

type Row = IssueImportsAnswer['items'][number];

const TONES = { checked: 'warn', applying: 'warn', applied: 'good', undoing: 'warn', undone: 'off' } as const;

/** Imports, newest first; each can be opened, and taken back once it is written. */
export function ImportTable({
  rows,
  onOpen,
  onChanged,
}: {
  rows: readonly Row[];
  onOpen: (id: string) => void;
  onChanged: () => void;
}) {
  const { t } = useTranslation();
  return (
    <table className="admin-table" data-testid="import-table">
      <thead>
        <tr>
          <th>{t('administration.imports.system')}</th>
          <th>{t('administration.imports.when')}</th>
          <th>{t('administration.imports.counts')}</th>
          <th>{t('administration.imports.state')}</th>
          <th>
            <span className="visually-hidden">{t('administration.imports.undo')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <ImportRow key={row.id} row={row} onOpen={onOpen} onChanged={onChanged} />
        ))}
      </tbody>
    </table>
  );
}

function ImportRow({
  row,
  onOpen,
  onChanged,
}: {
  row: Row;
  onOpen: (id: string) => void;
  onChanged: () => void;
}) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>({ share: 0, doing: 'waiting' });
  const undo = useMutation({
    networkMode: 'always',
    mutationFn: async () => followJob(await imports.undo(row.id), setStep),
    onSettled: onChanged,
  });
  const { id, system, by, checkedAt, rows, written, refused, duplicate, undone, status } = row;
  const at = row.appliedAt ?? checkedAt;
  return (
    <tr data-testid="import-row" data-status={status}>
      <td>
        <button type="button" className="admin-table__open import-open" onClick={() => onOpen(id)}>
          <b>{system}</b>
        </button>
      </td>
      <td data-head={t('administration.imports.when')}>
        {at === null ? '' : t('administration.imports.whenWho', { time: formatMoment(at), who: by ?? '' })}
      </td>
      <td data-head={t('administration.imports.counts')}>
        {t('administration.imports.countsOf', { written: formatCount(written), rows: formatCount(rows) })}
        {refused > 0 && (
          <small>{t('administration.imports.countsRefused', { refused: formatCount(refused) })}</small>
        )}
        {duplicate > 0 && (
          <small>{t('administration.imports.countsDuplicate', { duplicate: formatCount(duplicate) })}</small>
        )}
      </td>
      <td data-head={t('administration.imports.state')}>
        <span className="tag" data-tone={TONES[status]}>
          {t(`administration.imports.status.${status}`)}
        </span>
        {undo.isPending && <Progress step={step} />}
        {undo.isError && (
          <p className="admin__fault" role="alert" data-testid="import-undo-refused">
            {wordsOfImport(undo.error, t).join(' ')}
          </p>
        )}
      </td>
      <td className="import-act">
        {status === 'applied' && written > undone && (
          <ConfirmButton
            label={t('administration.imports.undoOf', { system, n: formatCount(written) })}
            busy={undo.isPending}
            testId="import-undo"
            onConfirm={() => undo.mutate()}
          >
            {t('administration.imports.undo')}
          </ConfirmButton>
        )}
      </td>
    </tr>
  );
}
