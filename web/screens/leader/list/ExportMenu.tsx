import { ChevronDown, Download } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../i18n/format.ts';
import { useMay } from '../../../queries/who.ts';
import './ExportMenu.css';
import { type ExportAsked, FORMATS, useExport } from './useExport.ts';

/** Writes a file of exactly what is seen: which format, how far it is, and what went wrong. */
export function ExportMenu({ id, report, label }: { id: string; report: ExportAsked; label: string }) {
  const { t } = useTranslation();
  const { state, start, retry, dismiss } = useExport(report);
  const busy = state.step === 'writing';
  const may = useMay('export');
  if (!may) return null;
  return (
    <span className="export">
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          className="button export__button"
          disabled={busy}
          data-testid={`export-${id}`}
          data-step={state.step}
        >
          <Download size={18} aria-hidden="true" />
          <span aria-live="polite">
            {busy
              ? t('export.writing', { percent: formatCount(Math.round(state.progress * 100)) })
              : state.step === 'done'
                ? t('export.done', { rows: formatCount(state.rows) })
                : label}
          </span>
          <ChevronDown size={16} aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
            <DropdownMenu.Label className="menu__label">{t('export.title')}</DropdownMenu.Label>
            {FORMATS.map((format) => (
              <DropdownMenu.Item
                key={format}
                className="menu__item"
                data-testid={`export-${id}-${format}`}
                onSelect={() => start(format)}
              >
                {t(`export.format.${format}`)}
                <small>{t(`export.hint.${format}`)}</small>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {state.step === 'failed' && (
        <span className="export__failed card" role="alert" data-testid="export-failed">
          <b>{state.problem?.title ?? t('export.failed')}</b>
          <span>{state.problem?.detail ?? t('state.unreachable')}</span>
          <span className="export__ways">
            <button type="button" className="button" onClick={retry}>
              {t('state.retry')}
            </button>
            <button type="button" className="button" onClick={dismiss}>
              {t('records.close')}
            </button>
          </span>
        </span>
      )}
    </span>
  );
}
