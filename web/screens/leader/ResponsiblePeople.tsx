import { Popover } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { ResponsibleAnswer } from '#api/contract/areas.ts';
import { UnmaskButton } from '../../components/UnmaskButton.tsx';
import { useUnmask } from '../../components/useUnmask.ts';
import { roleWord } from '../../i18n/duty.ts';

type Level = ResponsibleAnswer['chain'][number];
type Officer = Level['officers'][number];

/** Who answers for an area: the first by name; a tap shows all, and lets whoever may see a name and call. */
export function ResponsiblePeople({ area, officers }: Level) {
  const { t } = useTranslation();
  const [first, ...others] = officers;
  if (!first) return <b className="responsible__nobody">{t('panel.responsibleNobody')}</b>;
  return (
    <Popover.Root>
      <Popover.Trigger className="responsible__name" data-testid={`responsible-${area.level}`}>
        {others.length > 0
          ? t('panel.responsibleMany', { name: first.name, n: officers.length })
          : first.name}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu"
          align="start"
          sideOffset={2}
          aria-label={t('panel.responsiblePeople', { area: area.name })}
        >
          <p className="menu__label">{t('panel.responsiblePeople', { area: area.name })}</p>
          <ul>
            {officers.map((officer) => (
              <Person key={officer.id} officer={officer} />
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Person({ officer }: { officer: Officer }) {
  const { t } = useTranslation();
  const unmask = useUnmask('officers', officer.id);
  return (
    <li className="responsible__person">
      <b>{unmask.seen?.name ?? officer.name}</b> <small>{roleWord(officer.role, t)}</small>
      <UnmaskButton unmask={unmask} masked={officer.name} />
    </li>
  );
}
