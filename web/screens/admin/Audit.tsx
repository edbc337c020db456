import { useInfiniteQuery } from '@tanstack/react-query';
import { Download, Search } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AuditAsked, access } from '../../apiAccess.ts';
import { Answered } from '../../components/Answered.tsx';
import { Sheet } from '../../components/DeskFrame.tsx';
import { TextField } from '../../components/Fields.tsx';
import { EmptyState } from '../../components/States.tsx';
import { auditListQuery } from '../../queries/access.ts';
import { AuditTable } from './AuditTable.tsx';
import { ChainLine } from './ChainLine.tsx';

const FIELDS = ['from', 'to', 'actor', 'action', 'target'] as const;
const BLANK = { from: '', to: '', actor: '', action: '', target: '' };

/** Only what was filled in; who is looked for stays in the page, not in its address. */
const askedOf = (typed: typeof BLANK): AuditAsked =>
  Object.fromEntries(
    FIELDS.map((key) => [key, typed[key].trim()] as const).filter(([, value]) => value !== ''),
  );

/** The audit: who saw or changed what, and whether the record of it is whole. */
export function Audit({ zone }: { zone: string }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(BLANK);
  const [asked, setAsked] = useState<AuditAsked>({});
  const list = useInfiniteQuery(auditListQuery(asked));
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(askedOf(typed));
    // The same question once more means: anew.
    void list.refetch();
  };
  return (
    <Sheet title={t('access.admin.audit')} line={t('access.audit.line')} testId="audit">
      <ChainLine />
      <form className="admin__tools" onSubmit={submit} noValidate>
        {FIELDS.map((key) => (
          <TextField
            key={key}
            label={t(`access.audit.${key}`)}
            type={key === 'from' || key === 'to' ? 'date' : 'text'}
            maxLength={key === 'action' ? 60 : 100}
            value={typed[key]}
            autoComplete="off"
            spellCheck={false}
            onValue={(value) => setTyped({ ...typed, [key]: value })}
            testId={`audit-${key}`}
          />
        ))}
        <button type="submit" className="button button--ink" data-testid="audit-find">
          <Search size={18} aria-hidden="true" />
          {t('access.audit.find')}
        </button>
        <a
          className="button"
          href={access.auditFile(asked)}
          download
          title={t('access.audit.fileHint')}
          data-testid="audit-file"
        >
          <Download size={18} aria-hidden="true" />
          {t('access.audit.file')}
        </a>
      </form>
      <Answered query={list} zone={zone} lines={8}>
        {() =>
          rows.length > 0 ? (
            <AuditTable rows={rows} />
          ) : (
            <EmptyState title={t('access.audit.empty')} hint={t('access.audit.emptyHint')} />
          )
        }
      </Answered>
      {list.hasNextPage && (
        <button
          type="button"
          className="button admin__more"
          disabled={list.isFetchingNextPage}
          data-testid="audit-more"
          onClick={() => void list.fetchNextPage()}
        >
          {t('access.common.more')}
        </button>
      )}
    </Sheet>
  );
}
