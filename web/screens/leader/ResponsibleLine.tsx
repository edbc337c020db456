import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Level } from '#geodata/model.ts';
import { responsibleQuery } from '../../queries/index.ts';
import { useMay } from '../../queries/who.ts';
import './ResponsibleLine.css';
import { useFurniture } from './useFurniture.ts';
import type { Leader } from './useLeader.ts';

/** Levels at which nobody answering is a gap of its own; above them no post may be kept here. */
const WATCHED: ReadonlySet<Level> = new Set(['town', 'community', 'grid', 'zone']);

/** Who answers for the area, level by level from the top down; where nobody does it is said in red. */
export function ResponsibleLine({ leader }: { leader: Leader }) {
  const { t, i18n } = useTranslation();
  const code = leader.detail?.code ?? '';
  const may = useMay('list');
  const around = useFurniture();
  const { data, isPending, isError, refetch } = useQuery({
    ...responsibleQuery(code, i18n.language),
    enabled: code !== '' && may,
  });
  // A display sees no rows about persons.
  if (!may) return null;
  if (code !== '' && isPending) return <p className="responsible responsible--waiting" aria-hidden="true" />;
  if (isError && !data)
    return (
      <p className="responsible" role="status" data-testid="responsible-failed">
        {t('panel.responsibleFailed')}
        <button type="button" className="responsible__retry" onClick={() => void refetch()}>
          {t('state.retry')}
        </button>
      </p>
    );
  const shown =
    data?.chain.filter(({ area, officers }) => officers.length > 0 || WATCHED.has(area.level)) ?? [];
  // A district that keeps no assignments at all has no line, rather than a red one everywhere; zones are there for
  // those who answer for them.
  const zoned = shown.some(({ area }) => area.level === 'zone');
  if (!zoned && shown.every(({ officers }) => officers.length === 0)) return null;
  return (
    <p className="responsible" data-testid="responsible">
      <span className="responsible__label">{t('panel.responsible')}</span>
      {shown.map(({ area, officers }) => (
        <span key={area.code} className="responsible__link" data-level={area.level}>
          {t(`panel.responsibleAt.${area.level}`)}{' '}
          {around ? <around.ResponsiblePeople area={area} officers={officers} /> : <b>{officers[0]?.name}</b>}
        </span>
      ))}
    </p>
  );
}
