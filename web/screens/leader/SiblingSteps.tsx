import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AreaRef } from '#api/contract/areas.ts';
import type { Leader } from './useLeader.ts';

/** The areas beside the one in view, in the order of their codes: it stays while figures change. */
export function siblingsOf({ detail, chain }: Leader): { before: AreaRef | null; after: AreaRef | null } {
  // Beside the top of what may be seen nothing may be seen.
  if (!detail || chain.length === 0) return { before: null, after: null };
  const at = detail.siblings.findIndex(({ code }) => code === detail.code);
  return { before: detail.siblings[at - 1] ?? null, after: detail.siblings[at + 1] ?? null };
}

/** Buttons to the neighbours on both sides. */
export function SiblingSteps({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { detail, navigate } = leader;
  const { before, after } = siblingsOf(leader);
  if (!detail || (!before && !after)) return null;
  const at = detail.siblings.findIndex(({ code }) => code === detail.code);
  const of = detail.siblings.length;
  const level = t(`level.${detail.level}`);
  const steps = [
    { id: 'before', to: before, n: at, Icon: ChevronLeft, none: t('siblings.first', { level }) },
    { id: 'after', to: after, n: at + 2, Icon: ChevronRight, none: t('siblings.last', { level }) },
  ] as const;
  return steps.map(({ id, to, n, Icon, none }) => {
    const text = to ? t(`siblings.${id}`, { area: to.name, n, of }) : none;
    return (
      <button
        key={id}
        type="button"
        className="icon-button"
        aria-label={text}
        title={text}
        disabled={!to}
        data-testid={`sibling-${id}`}
        onClick={() => to && navigate({ area: to.code }, 'push')}
      >
        <Icon size={20} />
      </button>
    );
  });
}
