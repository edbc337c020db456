import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountName, type UserInput, type UserItem, type UserMade } from '#api/contract/access.ts';
import { ROLES } from '#geodata/presets/roles.ts';
import { access } from '../../apiAccess.ts';
import { TextField } from '../../components/Fields.tsx';
import { faultAt, wordsOf } from '../../components/faults.ts';
import { OrganisationName, useOrganisationSearch } from '../../components/organisations.tsx';
import { Picker } from '../../components/Picker.tsx';
import { AreaName, OfficerName, useOfficerSearch, useScopeSearch } from './pickers.tsx';

const EMPTY: UserInput = {
  name: '',
  displayName: '',
  roles: [],
  officer: null,
  scope: { areas: [], organisations: [] },
  external: null,
  active: true,
};

/** What of an account can be written; the rest the server knows. */
const inputOf = ({ name, displayName, roles, officer, scope, external, active }: UserItem): UserInput => ({
  name,
  displayName,
  roles,
  officer,
  scope,
  external,
  active,
});

const added = (list: readonly string[], id: string) => [...list, id];
const without = (list: readonly string[], id: string) => list.filter((each) => each !== id);

/** The form of an account, new or known. */
export function AccountForm({
  user,
  saved,
  onChange,
  onSaved,
  onMade,
}: {
  user: UserItem | null;
  /** Whether what stands here was just saved. */
  saved: boolean;
  onChange: () => void;
  onSaved: () => void;
  onMade: (made: UserMade) => void;
}) {
  const { t } = useTranslation();
  const [input, setInput] = useState<UserInput>(() => (user ? inputOf(user) : EMPTY));
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: async (sent: UserInput) => {
      if (user) await access.changeUser(user.id, sent);
      return user ? null : access.makeUser(sent);
    },
    // A one-time password is kept no longer than it is shown.
    gcTime: 0,
    onSuccess: (made) => (made ? onMade(made) : onSaved()),
  });
  const change = (part: Partial<UserInput>) => {
    setInput({ ...input, ...part });
    if (save.isError) save.reset();
    onChange();
  };
  const inScope = (part: Partial<UserInput['scope']>) => change({ scope: { ...input.scope, ...part } });

  const own = {
    name: accountName.safeParse(input.name).success ? null : t('access.users.nameFault'),
    displayName: input.displayName.trim() === '' ? t('access.users.displayNameFault') : null,
    roles: input.roles.length === 0 ? t('access.users.rolesFault') : null,
  };
  const fault = (path: string) =>
    (checked ? own[path as keyof typeof own] : null) ?? faultAt(save.error, path, t);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.values(own).some(Boolean)) return;
    save.mutate({
      ...input,
      displayName: input.displayName.trim(),
      external: input.external?.trim() || null,
    });
  };
  return (
    <form className="admin-form" onSubmit={submit} noValidate data-testid="account-form">
      <TextField
        label={t('access.users.displayName')}
        value={input.displayName}
        onValue={(displayName) => change({ displayName })}
        maxLength={60}
        autoComplete="off"
        fault={fault('displayName')}
        testId="user-display-name"
      />
      <TextField
        label={t('access.users.name')}
        hint={t('access.users.nameHint')}
        value={input.name}
        onValue={(name) => change({ name: name.toLowerCase() })}
        maxLength={40}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        fault={fault('name')}
        testId="user-name"
      />
      <fieldset>
        <legend>{t('access.users.roles')}</legend>
        {ROLES.map((role) => (
          <label key={role} className="admin-form__check">
            <input
              type="checkbox"
              checked={input.roles.includes(role)}
              data-testid={`user-role-${role}`}
              onChange={({ target }) =>
                change({
                  // In the order of the contract, however they were ticked.
                  roles: ROLES.filter((each) =>
                    each === role ? target.checked : input.roles.includes(each),
                  ),
                })
              }
            />
            <span>
              {t(`access.role.${role}`)}
              <small>{t(`access.roleHint.${role}`)}</small>
            </span>
          </label>
        ))}
        {fault('roles') && (
          <p className="text-field__fault" role="alert">
            {fault('roles')}
          </p>
        )}
      </fieldset>
      <Picker
        label={t('access.users.areas')}
        hint={t('access.users.areasHint')}
        placeholder={t('access.users.areasFind')}
        chosen={input.scope.areas}
        nameOf={AreaName}
        search={useScopeSearch}
        onAdd={(id) => inScope({ areas: added(input.scope.areas, id) })}
        onRemove={(id) => inScope({ areas: without(input.scope.areas, id) })}
        fault={fault('scope.areas')}
        testId="user-areas"
      />
      <Picker
        label={t('access.users.organisations')}
        hint={t('access.users.organisationsHint')}
        placeholder={t('access.users.organisationsFind')}
        chosen={input.scope.organisations}
        nameOf={OrganisationName}
        search={useOrganisationSearch}
        onAdd={(id) => inScope({ organisations: added(input.scope.organisations, id) })}
        onRemove={(id) => inScope({ organisations: without(input.scope.organisations, id) })}
        fault={fault('scope.organisations')}
        testId="user-organisations"
      />
      <Picker
        label={t('access.users.officer')}
        hint={t('access.users.officerHint')}
        placeholder={t('access.users.officerFind')}
        single
        chosen={input.officer === null ? [] : [input.officer]}
        nameOf={OfficerName}
        search={useOfficerSearch}
        onAdd={(officer) => change({ officer })}
        onRemove={() => change({ officer: null })}
        fault={fault('officer')}
        testId="user-officer"
      />
      <TextField
        label={t('access.users.external')}
        hint={t('access.users.externalHint')}
        value={input.external ?? ''}
        onValue={(external) => change({ external: external === '' ? null : external })}
        maxLength={200}
        autoComplete="off"
        fault={fault('external')}
        testId="user-external"
      />
      <label className="admin-form__check">
        <input
          type="checkbox"
          checked={input.active}
          data-testid="user-active"
          onChange={({ target }) => change({ active: target.checked })}
        />
        <span>
          {t('access.users.activeLabel')}
          <small>{t('access.users.activeHint')}</small>
        </span>
      </label>
      {save.isError && (
        <p className="admin__fault" role="alert" data-testid="user-fault">
          {wordsOf(save.error, t)}
        </p>
      )}
      {checked && Object.values(own).some(Boolean) && (
        <p className="admin__fault" role="alert">
          {t('access.users.faults')}
        </p>
      )}
      <div className="admin-form__foot">
        <button
          type="submit"
          className="button button--ink"
          disabled={save.isPending}
          data-testid="user-save"
        >
          {t(user ? 'access.users.save' : 'access.users.create')}
        </button>
        {saved && (
          <span role="status" data-testid="user-saved">
            {t('access.users.saved')}
          </span>
        )}
      </div>
    </form>
  );
}
