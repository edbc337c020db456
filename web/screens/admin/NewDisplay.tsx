import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DisplayTokenInput, DisplayTokenMade } from '#api/contract/access.ts';
import { access } from '../../apiAccess.ts';
import { CopyBox } from '../../components/CopyBox.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { TextField } from '../../components/Fields.tsx';
import { faultAt, wordsOf } from '../../components/faults.ts';
import { Picker } from '../../components/Picker.tsx';
import { AreaName, useAreaSearch } from './pickers.tsx';

/** Makes the token of a display, and shows it this once with the address to open. */
export function NewDisplay({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [input, setInput] = useState<DisplayTokenInput>({ name: '', areas: [] });
  const [checked, setChecked] = useState(false);
  const make = useMutation({ mutationFn: access.makeDisplay, gcTime: 0, onSuccess: onMade });
  const own = {
    name: input.name.trim() === '' ? t('access.tokens.nameFault') : null,
    areas: input.areas.length === 0 ? t('access.tokens.areasFault') : null,
  };
  const fault = (path: keyof typeof own) => (checked ? own[path] : null) ?? faultAt(make.error, path, t);
  const change = (part: Partial<DisplayTokenInput>) => {
    setInput({ ...input, ...part });
    if (make.isError) make.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!own.name && !own.areas) make.mutate({ ...input, name: input.name.trim() });
  };
  return (
    <Drawer
      open
      onClose={onClose}
      testId="display-drawer"
      title={make.data ? t('access.tokens.made', { name: make.data.item.name }) : t('access.tokens.make')}
    >
      {make.data ? (
        <Made made={make.data} onDone={onClose} />
      ) : (
        <form className="admin-form" onSubmit={submit} noValidate>
          <TextField
            label={t('access.tokens.name')}
            hint={t('access.tokens.nameHint')}
            value={input.name}
            onValue={(name) => change({ name })}
            maxLength={60}
            autoComplete="off"
            fault={fault('name')}
            testId="display-name"
          />
          <Picker
            label={t('access.tokens.areas')}
            placeholder={t('access.users.areasFind')}
            chosen={input.areas}
            nameOf={AreaName}
            search={useAreaSearch}
            onAdd={(id) => change({ areas: [...input.areas, id] })}
            onRemove={(id) => change({ areas: input.areas.filter((each) => each !== id) })}
            fault={fault('areas')}
            testId="display-areas"
          />
          {make.isError && (
            <p className="admin__fault" role="alert">
              {wordsOf(make.error, t)}
            </p>
          )}
          <div className="admin-form__foot">
            <button
              type="submit"
              className="button button--ink"
              disabled={make.isPending}
              data-testid="display-make"
            >
              {t('access.tokens.create')}
            </button>
          </div>
        </form>
      )}
    </Drawer>
  );
}

function Made({ made: { token }, onDone }: { made: DisplayTokenMade; onDone: () => void }) {
  const { t } = useTranslation();
  const address = `${location.origin}/wall#token=${encodeURIComponent(token)}`;
  return (
    <div className="admin-form" data-testid="display-made">
      <div className="admin-once" role="status">
        <p>{t('access.tokens.madeHint')}</p>
        <CopyBox label={t('access.tokens.address')} value={address} testId="display-address" />
        <CopyBox label={t('access.tokens.token')} value={token} testId="display-token" />
        <p className="admin-once__mark">{t('access.common.once')}</p>
      </div>
      <div className="admin-form__foot">
        <button type="button" className="button button--ink" onClick={onDone}>
          {t('access.common.done')}
        </button>
      </div>
    </div>
  );
}
