import { useQuery } from '@tanstack/react-query';
import { FileInput, MonitorPlay, ScrollText, Users, Webhook } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import '../../i18n/administration.ts';
import { DeskFrame } from '../../components/DeskFrame.tsx';
import { EmptyState } from '../../components/States.tsx';
import { sessionQuery } from '../../queries/index.ts';
import { goTo, usePath } from '../../state/screens.ts';
import { Accounts } from './Accounts.tsx';
import './AdminScreen.css';
import { Audit } from './Audit.tsx';
import { Displays } from './Displays.tsx';
import { Imports } from './Imports.tsx';
import { Supervision } from './Supervision.tsx';

const SECTIONS = [
  { key: 'accounts', path: '/admin', icon: Users, Part: Accounts },
  { key: 'displays', path: '/admin/displays', icon: MonitorPlay, Part: Displays },
  { key: 'imports', path: '/admin/imports', icon: FileInput, Part: Imports },
  { key: 'supervision', path: '/admin/supervision', icon: Webhook, Part: Supervision },
  { key: 'audit', path: '/admin/audit', icon: ScrollText, Part: Audit },
] as const;

/** Accounts, displays, imports, deliveries and the audit, for those who manage them. */
export function AdminScreen() {
  const { t } = useTranslation();
  const path = usePath().replace(/\/$/, '');
  const session = useQuery(sessionQuery()).data;
  const section = SECTIONS.find((each) => each.path === path) ?? SECTIONS[0];
  useEffect(() => {
    document.title = t('access.admin.documentTitle', { section: t(`access.admin.${section.key}`) });
  }, [section, t]);
  const back = { to: 'leader', word: t('access.account.back') } as const;
  if (!session) return null;
  if (!session.user.permissions.includes('administer'))
    return (
      <DeskFrame title={t('access.admin.title')} back={back}>
        <div className="admin__refused" data-testid="admin-refused">
          <EmptyState title={t('access.admin.refused')} hint={t('access.admin.refusedHint')} />
        </div>
      </DeskFrame>
    );
  const { Part } = section;
  return (
    <DeskFrame
      title={t('access.admin.title')}
      back={back}
      nav={
        <nav className="admin__nav" aria-label={t('access.admin.sections')}>
          {SECTIONS.map(({ key, path: to, icon: Icon }) => (
            <a
              key={key}
              href={`${to}${location.search}`}
              aria-current={key === section.key ? 'page' : undefined}
              data-testid={`section-${key}`}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                goTo(to);
              }}
            >
              <Icon size={19} aria-hidden="true" />
              {t(`access.admin.${key}`)}
            </a>
          ))}
        </nav>
      }
    >
      <Part zone={session.timezone} />
    </DeskFrame>
  );
}
