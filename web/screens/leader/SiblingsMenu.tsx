import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { Leader } from './useLeader.ts';

/** The area in view, and behind it those beside it. */
export function SiblingsMenu({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { detail, navigate } = leader;
  if (!detail) return null;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="crumbs__here"
        aria-current="page"
        data-testid="crumb-current"
        title={t('top.siblings', { area: detail.name })}
      >
        {detail.name}
        <ChevronDown size={16} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={6}>
          <DropdownMenu.RadioGroup
            value={detail.code}
            onValueChange={(code) => navigate({ area: code }, 'push')}
          >
            {detail.siblings.map((area) => (
              <DropdownMenu.RadioItem key={area.code} value={area.code} className="menu__item">
                {area.name}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
