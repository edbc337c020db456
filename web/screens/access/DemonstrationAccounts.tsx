import { useTranslation } from 'react-i18next';
import type { SignInInfo } from '#api/contract/access.ts';

/** Accounts that came with the demonstration: a tap fills one in. */
export function DemonstrationAccounts({
  accounts,
  chosen,
  onChoose,
}: {
  accounts: NonNullable<SignInInfo['demonstration']>['accounts'];
  chosen: string;
  onChoose: (name: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <section className="access__demonstration" aria-labelledby="demonstration">
      <h2 id="demonstration">{t('access.signIn.demonstration')}</h2>
      <p className="access__hint">{t('access.signIn.demonstrationHint')}</p>
      <ul>
        {accounts.map(({ name, role }) => (
          <li key={name}>
            <button
              type="button"
              aria-pressed={name === chosen}
              data-testid={`demonstration-${name}`}
              onClick={() => onChoose(name)}
            >
              <b>{t(`access.role.${role}`)}</b>
              <small>{name}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
