import { ChevronDown, Search } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../i18n/format.ts';
import '../../../components/Check.css';

export interface Choice {
  value: string;
  label: string;
  note?: string;
  /** How many rows it leaves; none where that is not told. */
  count?: number;
}

interface FilterMenuProps {
  id: string;
  /** What the button says: the choice, or what all are called. */
  label: string;
  /** What is chosen from, for those who do not see the button's place. */
  title: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  /** Several at once, or one: then the menu shuts at the choice. */
  several: boolean;
  /** Shown when there is more than can be listed. */
  note?: string | null;
  onChoose: (chosen: readonly string[]) => void;
}

/** From so many choices on there is a field to search in. */
const SEARCHABLE = 9;

/** A filter behind a button: each choice says how many rows it leaves. */
export function FilterMenu(props: FilterMenuProps) {
  const { id, label, title, choices, chosen } = props;
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        className="filter-menu"
        data-on={chosen.length > 0}
        data-testid={`filter-${id}`}
        disabled={choices.length === 0}
        aria-label={`${title}: ${label}`}
      >
        <span>{label}</span>
        <ChevronDown size={16} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu filter-menu__content"
          align="start"
          sideOffset={6}
          aria-label={title}
        >
          <Choices {...props} onDone={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choices({
  id,
  title,
  choices,
  chosen,
  several,
  note,
  onChoose,
  onDone,
}: FilterMenuProps & { onDone: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const group = useId();
  const wanted = text.trim().toLowerCase();
  const found = choices.filter(({ label, note: more = '' }) =>
    `${label} ${more}`.toLowerCase().includes(wanted),
  );
  const pick = (value: string, on: boolean) => {
    if (several) return onChoose(on ? [...chosen, value] : chosen.filter((each) => each !== value));
    onChoose(on ? [value] : []);
    onDone();
  };
  return (
    <>
      {choices.length >= SEARCHABLE && (
        <label className="filter-menu__search">
          <Search size={16} aria-hidden="true" />
          <span className="visually-hidden">{t('list.find', { what: title })}</span>
          <input
            type="search"
            value={text}
            placeholder={t('list.find', { what: title })}
            data-testid={`filter-${id}-search`}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      )}
      <div className="filter-menu__scroll">
        <fieldset className="filter-menu__choices">
          <legend className="visually-hidden">{title}</legend>
          {found.map(({ value, label, note: more, count }) => (
            <label key={value} className="menu__item filter-menu__choice" data-testid={`choice-${value}`}>
              <input
                type={several ? 'checkbox' : 'radio'}
                className="check"
                name={group}
                checked={chosen.includes(value)}
                onChange={(event) => pick(value, event.target.checked)}
                // A radio that is on does not change: choosing it again shuts the menu.
                onClick={() => !several && chosen.includes(value) && onDone()}
              />
              <span>
                {label} {more && <small>{more}</small>}
              </span>
              {count !== undefined && <b>{formatCount(count)}</b>}
            </label>
          ))}
          {found.length === 0 && <p className="menu__label">{t('top.searchNone')}</p>}
        </fieldset>
      </div>
      {note && <p className="menu__label">{note}</p>}
      {chosen.length > 0 && (
        <button
          type="button"
          className="button filter-menu__all"
          onClick={() => {
            onChoose([]);
            onDone();
          }}
        >
          {t('list.allOf')}
        </button>
      )}
    </>
  );
}
