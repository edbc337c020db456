import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { isAway } from '../api.ts';
import '../i18n/issues.ts';
import { type CategoriesAnswer, categoriesQuery } from '../queries/issues.ts';
import { Choices } from './Choices.tsx';
import { EmptyState, ErrorState, Skeleton } from './States.tsx';

/** The name of a category of either level; its id where it is not known. */
export function categoryName(answer: CategoriesAnswer | undefined, id: string, lang: string): string {
  const all = (answer?.categories ?? []).flatMap((top) => [top, ...top.children]);
  const name = all.find((each) => each.id === id)?.name;
  return name?.[lang === 'en' ? 'en' : 'zh'] ?? id;
}

/** A category in one tap, more precisely in two: the upper level is enough. */
export function CategoryChoice({
  lang,
  value,
  fault,
  testId,
  onChoose,
}: {
  lang: string;
  value: string | null;
  fault?: React.ReactNode;
  testId: string;
  onChoose: (id: string) => void;
}) {
  const { t } = useTranslation();
  const name = useId();
  const query = useQuery(categoriesQuery());
  if (!query.data) {
    if (!query.isError) return <Skeleton lines={2} />;
    return isAway(query.error) ? (
      <EmptyState title={t('issues.snap.offlineCategories')} />
    ) : (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  const optionsOf = (
    list: readonly { id: string; name: { zh: string; en: string }; retired?: boolean | undefined }[],
  ) =>
    list
      .filter(({ retired }) => !retired)
      .map((each) => ({ id: each.id, name: each.name[lang === 'en' ? 'en' : 'zh'] }));
  const tops = query.data.categories;
  const top = tops.find(({ id, children }) => id === value || children.some((child) => child.id === value));
  const below = optionsOf(top?.children ?? []);
  return (
    <>
      <Choices
        legend={t('issues.report.category')}
        name={`${name}top`}
        options={optionsOf(tops)}
        chosen={top ? [top.id] : []}
        required
        fault={fault}
        testId={testId}
        onChoose={onChoose}
      />
      {top && below.length > 0 && (
        <Choices
          legend={
            <>
              {t('issues.report.more')} <small>{t('issues.form.optional')}</small>
            </>
          }
          name={`${name}below`}
          options={below}
          chosen={value === null ? [] : [value]}
          testId={`${testId}-below`}
          onChoose={onChoose}
          onClear={() => onChoose(top.id)}
        />
      )}
    </>
  );
}
