import { useTranslation } from 'react-i18next';
import './TrendChart.css';

export interface TrendBar {
  key: string;
  tick: string;
  label: string;
  /** Share done, null where nothing was required. */
  ratio: number | null;
  /** Share that was due by then. */
  due: number | null;
  running: boolean;
  value: string;
}

/** One bar a period from zero to the whole; the one in view stands out, each is a way there. */
export function TrendChart({
  bars,
  current,
  onPick,
}: {
  bars: readonly TrendBar[];
  current: string;
  onPick: (key: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="trend" data-testid="trend">
      {bars.map((bar) => (
        <button
          type="button"
          key={bar.key}
          className="trend__bar"
          aria-current={bar.key === current}
          title={t('panel.trendBar', { period: bar.label, ratio: bar.value })}
          onClick={() => onPick(bar.key)}
        >
          <span className="visually-hidden">
            {t('panel.trendBar', { period: bar.label, ratio: bar.value })}
          </span>
          <span className="trend__value" aria-hidden="true">
            {bar.key === current ? bar.value : ''}
          </span>
          <span className="trend__track">
            <span
              className={bar.running ? 'trend__fill trend__fill--running' : 'trend__fill'}
              style={{ height: `${(bar.ratio ?? 0) * 100}%` }}
            />
            {bar.running && bar.due !== null && (
              <span className="trend__due" style={{ bottom: `${bar.due * 100}%` }} />
            )}
          </span>
          <span className="trend__tick" aria-hidden="true">
            {bar.tick}
          </span>
        </button>
      ))}
    </div>
  );
}
