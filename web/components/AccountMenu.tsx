import { CircleUser, ClipboardList, LogOut, Map as MapIcon, Settings, UserRound } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWho } from '../queries/who.ts';
import { screenHref, useScreen } from '../state/screens.ts';
import './AccountMenu.css';
import { lazyDialog } from './lazyPart.tsx';

// Only for those who leave.
const SignOutDialog = lazyDialog(() => import('./SignOutDialog.tsx').then((module) => module.SignOutDialog));

/** Who is signed in, where they may go, and the way out. A display has none: nobody stands before it. */
export function AccountMenu() {
  const { t } = useTranslation();
  const who = useWho();
  const screen = useScreen();
  const [leaving, setLeaving] = useState(false);
  if (!who || who.kind === 'display') return null;
  const { displayName, name, roles, permissions, officer } = who;
  const places = [
    { to: 'leader', icon: MapIcon, word: t('access.menu.map'), shown: true },
    { to: 'visit', icon: ClipboardList, word: t('access.menu.visits'), shown: officer !== null },
    { to: 'account', icon: UserRound, word: t('access.menu.account'), shown: true },
    {
      to: 'admin',
      icon: Settings,
      word: t('access.menu.administration'),
      shown: permissions.includes('administer'),
    },
  ] as const;
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          className="icon-button account-menu__trigger"
          aria-label={
            displayName === '' ? t('access.menu.openNameless') : t('access.menu.open', { name: displayName })
          }
          data-testid="account-menu"
        >
          <CircleUser size={21} aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu account-menu" align="end" sideOffset={6}>
            <DropdownMenu.Label className="account-menu__who">
              <b data-testid="menu-name">{displayName || t('access.menu.me')}</b>
              <span>
                {[name, ...roles.map((role) => t(`access.role.${role}`))].filter(Boolean).join(' · ')}
              </span>
            </DropdownMenu.Label>
            {places
              .filter(({ to, shown }) => shown && to !== screen)
              .map(({ to, icon: Icon, word }) => (
                <DropdownMenu.Item key={to} asChild>
                  <a className="menu__item" href={screenHref(to)} data-testid={`menu-${to}`}>
                    <Icon size={18} aria-hidden="true" />
                    {word}
                  </a>
                </DropdownMenu.Item>
              ))}
            <DropdownMenu.Separator className="account-menu__line" />
            <DropdownMenu.Item
              className="menu__item"
              data-testid="sign-out"
              onSelect={() => setLeaving(true)}
            >
              <LogOut size={18} aria-hidden="true" />
              {t('access.menu.signOut')}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {leaving && <SignOutDialog open onClose={() => setLeaving(false)} />}
    </>
  );
}
