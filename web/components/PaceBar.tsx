import './PaceBar.css';

/** Shares of 1 along a bar. */
export interface PaceBarValues {
  done: number;
  /** End of what may be done but is not known, from 0. */
  known: number;
  projected: number | null;
  /** Where the bar should be today; null draws no tick (a closed period). */
  due: number | null;
}

const at = (share: number): string => `${Math.max(0, Math.min(1, share)) * 100}%`;

/** Done, then hatched unknown, then projected end; the tick is what is due today. */
export function PaceBar({
  values,
  label,
  thin = false,
}: {
  values: PaceBarValues;
  label: string;
  thin?: boolean;
}) {
  const { done, known, projected, due } = values;
  return (
    <div className={thin ? 'pace-bar pace-bar--thin' : 'pace-bar'} role="img" aria-label={label}>
      <div className="pace-bar__track">
        {projected !== null && projected > done && (
          <div className="pace-bar__projected" style={{ width: at(projected) }} />
        )}
        {known > done && (
          <div className="pace-bar__unknown" style={{ left: at(done), width: at(known - done) }} />
        )}
        <div className="pace-bar__done" style={{ width: at(done) }} />
      </div>
      {due !== null && <div className="pace-bar__due" style={{ left: at(due) }} />}
    </div>
  );
}
