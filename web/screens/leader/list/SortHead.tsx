import { ArrowDown } from 'lucide-react';
import type { GapSort } from '../../../state/url.ts';

/** Which way each order runs: the longest and the most urgent first, places and people by their code. */
const DIRECTION = {
  worst: 'descending',
  days: 'descending',
  area: 'ascending',
  officer: 'ascending',
} as const satisfies Record<GapSort, 'ascending' | 'descending'>;

interface SortHeadProps {
  by: GapSort;
  sort: GapSort;
  onSort: (sort: GapSort) => void;
  /** What the order is, said to who points at it. */
  hint: string;
  number?: boolean;
  children: React.ReactNode;
}

/** The head of a column that the list can be ordered by. */
export function SortHead({ by, sort, onSort, hint, number = false, children }: SortHeadProps) {
  const on = by === sort;
  return (
    <th
      scope="col"
      className={number ? 'number' : undefined}
      aria-sort={on ? DIRECTION[by] : 'none'}
      data-testid={`sort-${by}`}
    >
      <button type="button" className="sort-head" data-on={on} title={hint} onClick={() => onSort(by)}>
        {children}
        <ArrowDown
          size={13}
          aria-hidden="true"
          data-up={DIRECTION[by] === 'ascending'}
          className="sort-head__arrow"
        />
      </button>
    </th>
  );
}
