import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { periodKindOf } from '#geodata/duty/period.ts';
import { rhythmText } from '../../i18n/duty.ts';
import type { Leader } from './useLeader.ts';

/** Changes the duty; a period of another rhythm gives way to the running one. */
export function chooseDuty(leader: Leader, id: string): void {
  const next = leader.duties.find(({ duty }) => duty.id === id)?.duty;
  if (!next) return;
  const { period } = leader.url;
  const keeps = period !== null && periodKindOf(period) === next.period;
  // What is an area to one duty is none to a duty that is kept by zones, and the other way round.
  const stays = next.tree === leader.chosen?.duty.tree;
  leader.navigate(
    { duty: id, period: keeps ? period : null, list: null, ...(stays ? {} : { area: null }) },
    'push',
  );
}

/** Which duty the map and panel show, grouped by campaign. */
export function DutySelect({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { chosen, programmes } = leader;
  const ids = new Set(leader.duties.map(({ duty }) => duty.id));
  const known = ({ id }: { id: string }) => ids.has(id);
  const offered = ({ duties }: { duties: readonly { id: string }[] }) => duties.some(known);
  if (!chosen) return <div className="duty-select card duty-select--waiting" aria-hidden="true" />;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="duty-select card" data-testid="duty-select">
        <span className="visually-hidden">{t('top.duty')}</span>
        <span className="duty-select__name">{chosen.duty.name}</span>
        <span className="duty-select__rhythm">{rhythmText(chosen.duty, t)}</span>
        <ChevronDown size={17} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={6}>
          <DropdownMenu.RadioGroup value={chosen.duty.id} onValueChange={(id) => chooseDuty(leader, id)}>
            {(programmes.data?.items ?? []).filter(offered).map((programme) => (
              <Fragment key={programme.id}>
                <DropdownMenu.Label className="menu__label">{programme.name}</DropdownMenu.Label>
                {programme.duties.filter(known).map((duty) => (
                  <DropdownMenu.RadioItem
                    key={duty.id}
                    value={duty.id}
                    className="menu__item"
                    data-testid={`duty-${duty.id}`}
                  >
                    {duty.name}
                    <small>{rhythmText(duty, t)}</small>
                  </DropdownMenu.RadioItem>
                ))}
              </Fragment>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
