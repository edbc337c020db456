import { useTranslation } from 'react-i18next';
import type { AuditItem } from '#api/contract/access.ts';

/** Entries of the audit, newest first as they come. */
export function AuditTable({ rows }: { rows: readonly AuditItem[] }) {
  const { t } = useTranslation();
  return (
    <table className="admin-table audit-table" data-testid="audit-table">
      <thead>
        <tr>
          <th>{t('access.audit.at')}</th>
          <th>{t('access.audit.actor')}</th>
          <th>{t('access.audit.action')}</th>
          <th>{t('access.audit.target')}</th>
          <th>{t('access.audit.outcome')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ seq, at, actor, action, target, outcome, address, detail }) => {
          const facts = Object.entries(detail);
          return (
            <tr key={seq} data-testid="audit-row" data-action={action}>
              <td className="admin-table__time">
                {`${at.slice(0, 10)} ${at.slice(11, 19)}`}
                <small>
                  {t('access.audit.seq')} {seq}
                </small>
              </td>
              <td data-head={t('access.audit.actor')}>
                {actor}
                <small>{address}</small>
              </td>
              <td data-head={t('access.audit.action')}>
                <code>{action}</code>
              </td>
              <td data-head={t('access.audit.target')}>
                {target}
                {facts.length > 0 && (
                  <details className="audit-table__detail">
                    <summary>{t('access.audit.detail')}</summary>
                    <dl>
                      {facts.map(([key, value]) => (
                        <div key={key}>
                          <dt>{key}</dt>
                          <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
                        </div>
                      ))}
                    </dl>
                  </details>
                )}
              </td>
              <td>
                <span className="tag" data-tone={outcome === 'done' ? 'good' : 'warn'}>
                  {outcome === 'done' ? t('access.audit.done') : outcome}
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
