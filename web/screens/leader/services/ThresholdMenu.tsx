import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../../components/Fields.tsx';
import { METRES } from '../../../state/url.ts';
import type { Leader } from '../useLeader.ts';
import type { Services } from './useServices.ts';
import { thresholdText } from './words.ts';
import '../../../components/Check.css';

/** One threshold for all, as districts set them: fifteen minutes on foot in town, and in the country. */
const USUAL = [500, 1000, 3000] as const;

/** Reads metres as people write them; null is what the interface would refuse. */
export function metresFrom(text: string): number | null {
  const metres = Number(text.trim().replace(/[,，\s]|米|m$/gi, ''));
  const isRight = Number.isInteger(metres) && metres >= METRES.least && metres <= METRES.most;
  return text.trim() !== '' && isRight ? metres : null;
}

/** How far is too far: each place by its kind, or one distance for all. */
export function ThresholdMenu({ leader, services }: { leader: Leader; services: Services }) {
  const { t } = useTranslation();
  const { url, navigate } = leader;
  const [open, setOpen] = useState(false);
  const name = useId();
  const { within: metres } = url;
  const set = (to: number | null) => {
    navigate({ within: to }, 'push');
    setOpen(false);
  };
  const thresholds = services.settings.data?.thresholds ?? services.reach.data?.thresholds;
  const label = metres === null ? t('services.filter.byClass') : thresholdText(metres, t);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        className="filter-menu"
        data-on={metres !== null}
        data-testid="filter-metres"
        aria-label={`${t('services.filter.threshold')}: ${label}`}
      >
        <span>{label}</span>
        <ChevronDown size={16} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu filter-menu__content"
          align="start"
          sideOffset={6}
          aria-label={t('services.filter.threshold')}
        >
          <fieldset className="filter-menu__choices">
            <legend className="visually-hidden">{t('services.filter.threshold')}</legend>
            {([null, ...USUAL] as const).map((each) => (
              <label
                key={each ?? 'class'}
                className="menu__item filter-menu__choice"
                data-testid={`metres-${each ?? 'class'}`}
              >
                <input
                  type="radio"
                  className="check"
                  name={name}
                  checked={metres === each}
                  onChange={() => set(each)}
                  onClick={() => metres === each && setOpen(false)}
                />
                <span>
                  {each === null ? t('services.filter.byClass') : thresholdText(each, t)}
                  {each === null && thresholds && (
                    <small className="threshold__classes">{t('services.filter.classes', thresholds)}</small>
                  )}
                </span>
              </label>
            ))}
          </fieldset>
          <OwnMetres metres={metres} onSet={set} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function OwnMetres({ metres, onSet }: { metres: number | null; onSet: (metres: number) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(metres === null ? '' : String(metres));
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const own = metresFrom(text);
    if (own === null) setFault(t('services.filter.metresFault'));
    else onSet(own);
  };
  return (
    <form className="threshold__own" noValidate onSubmit={submit}>
      <TextField
        label={t('services.filter.own')}
        value={text}
        fault={fault}
        inputMode="numeric"
        maxLength={9}
        autoComplete="off"
        testId="metres-own"
        onValue={(value) => {
          setText(value);
          setFault(null);
        }}
      />
      <button type="submit" className="button" data-testid="metres-set">
        {t('services.filter.set')}
      </button>
    </form>
  );
}
