import { X } from 'lucide-react';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './Picker.css';

/** Something to choose: what it is known by, and what people call it. */
export interface Choice {
  id: string;
  name: string;
  /** What tells it from others of the name. */
  line: string;
}

/** What a search says now. */
export interface Found {
  items: readonly Choice[];
  state: 'idle' | 'loading' | 'failed' | 'done';
}

/** Chooses by searching: what is chosen stands as chips, what was found below the line. Arrow keys and Enter work. */
export function Picker({
  label,
  hint,
  placeholder,
  fault,
  chosen,
  nameOf: Name,
  search,
  onAdd,
  onRemove,
  single = false,
  testId,
}: {
  label: string;
  hint?: string;
  placeholder: string;
  fault?: string | null;
  chosen: readonly string[];
  /** Draws the name of what is chosen; it may have to ask for it. */
  nameOf: (props: { id: string }) => React.ReactNode;
  /** A hook that searches for what is typed. */
  search: (text: string) => Found;
  onAdd: (id: string) => void;
  onRemove: (id: string) => void;
  /** Whether only one can be chosen. */
  single?: boolean;
  testId: string;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const [focused, setFocused] = useState(false);
  const [active, setActive] = useState(0);
  const asked = useDeferredValue(text.trim());
  const { items: all, state } = search(asked);
  const items = all.filter((each) => !chosen.includes(each.id));
  const shown = focused && (asked !== '' || items.length > 0);
  // At the foot of a sheet what is found would lie out of sight.
  const foundList = useRef<HTMLDivElement>(null);
  const many = items.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it opens or grows
  useEffect(() => void foundList.current?.scrollIntoView({ block: 'nearest' }), [shown, many]);
  const full = single && chosen.length > 0;
  const add = (item: Choice | undefined) => {
    if (!item) return;
    onAdd(item.id);
    setText('');
    setActive(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((now) => Math.max(0, Math.min(items.length - 1, now + step)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      add(items[active]);
    } else if (event.key === 'Escape' && text !== '') {
      // Only the search is left, not the sheet it stands on.
      setText('');
    }
  };
  const about = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return (
    <div className="picker text-field" data-fault={Boolean(fault)} data-testid={testId}>
      <label htmlFor={id}>{label}</label>
      {chosen.length > 0 && (
        <ul className="picker__chosen">
          {chosen.map((each) => (
            <li key={each} data-testid={`${testId}-chosen`} data-id={each}>
              <span>
                <Name id={each} />
              </span>
              <button
                type="button"
                aria-label={t('access.common.remove', { name: each })}
                onClick={() => onRemove(each)}
              >
                <X size={17} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {!full && (
        <div className="picker__line">
          <input
            id={id}
            type="text"
            role="combobox"
            aria-expanded={shown}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={shown && items[active] ? `${id}-${active}` : undefined}
            aria-invalid={Boolean(fault)}
            aria-describedby={about || undefined}
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            placeholder={placeholder}
            value={text}
            data-escape={text === '' ? undefined : 'own'}
            data-testid={`${testId}-search`}
            onChange={({ target }) => {
              setText(target.value);
              setActive(0);
            }}
            onFocus={() => setFocused(true)}
            onBlur={() => setFocused(false)}
            onKeyDown={onKeyDown}
          />
          {shown && (
            <div className="menu picker__found" ref={foundList}>
              <div id={`${id}-list`} role="listbox" aria-label={label}>
                {items.map((item, index) => (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the line above has the keys
                  <div
                    key={item.id}
                    id={`${id}-${index}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={index === active}
                    className="menu__item"
                    data-highlighted={index === active ? '' : undefined}
                    onMouseDown={(event) => event.preventDefault()}
                    onMouseEnter={() => setActive(index)}
                    onClick={() => add(item)}
                  >
                    <span>{item.name}</span>
                    <small>{item.line}</small>
                  </div>
                ))}
              </div>
              {items.length === 0 && (
                <p className="menu__label" role="status">
                  {state === 'failed'
                    ? t('access.common.searchFailed')
                    : state === 'loading'
                      ? t('state.loading')
                      : t('access.common.nothingFound')}
                </p>
              )}
            </div>
          )}
        </div>
      )}
      {hint && (
        <p className="text-field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p className="text-field__fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
