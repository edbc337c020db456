import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Answered } from '../../components/Answered.tsx';
import { Sheet } from '../../components/DeskFrame.tsx';
import { EmptyState } from '../../components/States.tsx';
import { importQuery, importsQuery } from '../../queries/administration.ts';
import { ImportReport } from './ImportReport.tsx';
import './Imports.css';
import { ImportTable } from './ImportTable.tsx';
import { NewImport } from './NewImport.tsx';

/** Tables of issues of other systems: checked, written and taken back. */
export function Imports({ zone }: { zone: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useInfiniteQuery(importsQuery());
  /** What is done above the list: a new one, or one that is looked at by its id. */
  const [open, setOpen] = useState<'new' | { id: string } | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ['imports'] });
  return (
    <>
      {open === 'new' && (
        <NewImport
          onChecked={(id) => {
            setOpen({ id });
            void refresh();
          }}
          onClose={() => setOpen(null)}
        />
      )}
      {open !== null && open !== 'new' && (
        <OpenImport
          key={open.id}
          id={open.id}
          zone={zone}
          onChanged={() => void refresh()}
          onAnother={() => setOpen('new')}
          onClose={() => setOpen(null)}
        />
      )}
      <Sheet
        title={t(open === null ? 'administration.imports.title' : 'administration.imports.past')}
        line={open === null && t('administration.imports.line')}
        testId="imports"
        action={
          open === null && (
            <button
              type="button"
              className="button button--ink"
              data-testid="import-new"
              onClick={() => setOpen('new')}
            >
              <Plus size={18} aria-hidden="true" />
              {t('administration.imports.make')}
            </button>
          )
        }
      >
        <Answered query={query} zone={zone} lines={4}>
          {({ pages }) => {
            const rows = pages.flatMap(({ items }) => items);
            return rows.length === 0 ? (
              <EmptyState
                title={t('administration.imports.empty')}
                hint={t('administration.imports.emptyHint')}
              />
            ) : (
              <ImportTable rows={rows} onOpen={(id) => setOpen({ id })} onChanged={() => void refresh()} />
            );
          }}
        </Answered>
        {query.hasNextPage && (
          <button
            type="button"
            className="button admin__more"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('access.common.more')}
          </button>
        )}
      </Sheet>
    </>
  );
}

function OpenImport({
  id,
  zone,
  ...rest
}: { id: string; zone: string } & Omit<Parameters<typeof ImportReport>[0], 'report'>) {
  const { t } = useTranslation();
  const query = useQuery(importQuery(id));
  return (
    <Sheet
      title={
        query.data
          ? t('administration.imports.checked', { system: query.data.system })
          : t('administration.imports.title')
      }
      line={query.data?.status === 'checked' && t('administration.imports.nothingYet')}
      testId="import-report"
    >
      <Answered query={query} zone={zone} lines={5}>
        {(report) => <ImportReport report={report} {...rest} />}
      </Answered>
    </Sheet>
  );
}
