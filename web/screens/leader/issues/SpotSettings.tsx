import { SlidersHorizontal } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choices } from '../../../components/Choices.tsx';
import { TextField } from '../../../components/Fields.tsx';
import {
  SPOT_ALPHAS,
  SPOT_BOUNDS,
  SPOT_CELLS,
  SPOT_PEERS,
  SPOT_VALUES,
  SPOT_WEIGHTS,
  type Spots,
  USUAL_SPOTS,
} from '../../../state/spots.ts';
import type { Leader } from '../useLeader.ts';
import './SpotSettings.css';
import { hindranceOf } from './spots.ts';
import { useSpotWords } from './spotWords.ts';
import type { Issues } from './useIssues.ts';

/** How hotspots are looked for, behind a button: what is counted, in what cells, with what neighbours. */
export function SpotSettings({ leader, issues }: { leader: Leader; issues: Issues }) {
  const { t } = useTranslation();
  const { spots } = leader.url;
  const isUsual = Object.entries(USUAL_SPOTS).every(([key, value]) => spots[key as keyof Spots] === value);
  return (
    <Popover.Root>
      <Popover.Trigger
        className="filter-menu"
        data-on={!isUsual}
        data-testid="spot-settings"
        aria-label={t('issues.spots.title')}
      >
        <SlidersHorizontal size={16} aria-hidden="true" />
        <span>{t('issues.spots.open')}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu spot-settings"
          align="start"
          sideOffset={6}
          collisionPadding={12}
          aria-label={t('issues.spots.title')}
          data-testid="spot-panel"
        >
          <Body leader={leader} issues={issues} isUsual={isUsual} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Body({ leader, issues, isUsual }: { leader: Leader; issues: Issues; isUsual: boolean }) {
  const { t } = useTranslation();
  const { url, navigate } = leader;
  const { spots, source, show } = url;
  const { settings } = issues;
  const words = useSpotWords(settings, show === 'emerging');
  const set = (patch: Partial<Spots>) => navigate({ spots: { ...spots, ...patch } });
  const values = SPOT_VALUES.filter((value) => hindranceOf(value, settings.cell, source) === null);
  const isHexagon = settings.cell === 'h3';
  return (
    <>
      <p className="spot-settings__words" role="status" data-testid="spot-words">
        {words}
      </p>
      <Choices
        legend={t('issues.spots.value')}
        name="spot-value"
        testId="spot-value"
        options={values.map((id) => ({ id, name: t(`issues.spots.values.${id}`) }))}
        chosen={[settings.value]}
        note={
          values.length < SPOT_VALUES.length && (
            <p className="spot-settings__note">
              {t(isHexagon ? 'issues.spots.noRates' : 'issues.spots.noVisits')}
            </p>
          )
        }
        onChoose={(value) => set({ value: value as Spots['value'] })}
      />
      <Choices
        legend={t('issues.spots.cells')}
        name="spot-cells"
        testId="spot-cells"
        options={SPOT_CELLS.map((id) => ({ id, name: t(`issues.spots.cell.${id}`) }))}
        chosen={[settings.cell]}
        onChoose={(cells) => set({ cells: cells as Spots['cells'] })}
      />
      {isHexagon && (
        <NumberSetting
          id="resolution"
          value={spots.resolution}
          onValue={(resolution) => set({ resolution })}
        />
      )}
      <Choices
        legend={t('issues.spots.weights')}
        name="spot-weights"
        testId="spot-weights"
        options={SPOT_WEIGHTS.map((id) => ({ id, name: t(`issues.spots.weight.${id}`) }))}
        chosen={[settings.weights]}
        onChoose={(weights) => set({ weights: weights as Spots['weights'] })}
      />
      {settings.weights === 'knn' && <NumberSetting id="k" value={spots.k} onValue={(k) => set({ k })} />}
      {settings.weights === 'distance' && (
        <NumberSetting id="metres" value={spots.metres} onValue={(metres) => set({ metres })} />
      )}
      {!isHexagon && (
        <Choices
          legend={t('issues.spots.peer')}
          name="spot-peer"
          testId="spot-peer"
          options={SPOT_PEERS.map((id) => ({ id, name: t(`issues.spots.peers.${id}`) }))}
          chosen={[settings.peer]}
          onChoose={(peer) => set({ peer: peer as Spots['peer'] })}
        />
      )}
      {show === 'hotspots' && (
        <Choices
          legend={t('issues.spots.alpha')}
          name="spot-alpha"
          testId="spot-alpha"
          options={SPOT_ALPHAS.map((id) => ({ id, name: `${Math.round(100 * (1 - Number(id)))}%` }))}
          chosen={[settings.alpha]}
          onChoose={(alpha) => set({ alpha: alpha as Spots['alpha'] })}
        />
      )}
      <button
        type="button"
        className="button"
        disabled={isUsual}
        data-testid="spot-usual"
        onClick={() => navigate({ spots: USUAL_SPOTS })}
      >
        {t('issues.spots.usual')}
      </button>
    </>
  );
}

/** A whole number within bounds: taken when it is one, said when it is not. */
function NumberSetting({
  id,
  value,
  onValue,
}: {
  id: keyof typeof SPOT_BOUNDS;
  value: number;
  onValue: (value: number) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);
  const [least, most] = SPOT_BOUNDS[id];
  const isGood = (written: string) =>
    /^\d+$/.test(written) && Number(written) >= least && Number(written) <= most;
  return (
    <TextField
      label={t(`issues.spots.${id}`)}
      value={text}
      inputMode="numeric"
      fault={isGood(text) ? null : t('issues.spots.between', { least, most })}
      testId={`spot-${id}`}
      onValue={(written) => {
        setText(written);
        if (isGood(written)) onValue(Number(written));
      }}
    />
  );
}
