import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { searchQuery } from '../../queries/index.ts';
import type { Leader } from './useLeader.ts';

/** Where what was typed was found: a part of the name, the start of the code, or as many initials. */
export function markOf(
  { name, code }: { name: string; code: string },
  typed: string,
): { name: [number, number]; code: [number, number] } {
  const none: [number, number] = [0, 0];
  const text = typed.trim();
  const inName = name.toLowerCase().indexOf(text.toLowerCase());
  if (text === '') return { name: none, code: none };
  if (inName >= 0) return { name: [inName, inName + text.length], code: none };
  if (code.startsWith(text)) return { name: none, code: [0, text.length] };
  // Initials stand for one character each, from the first on.
  return { name: /^[a-z]+$/i.test(text) ? [0, Math.min(text.length, name.length)] : none, code: none };
}

function Marked({ text, part: [from, to] }: { text: string; part: [number, number] }) {
  if (to <= from) return text;
  return (
    <>
      {text.slice(0, from)}
      <mark>{text.slice(from, to)}</mark>
      {text.slice(to)}
    </>
  );
}

/** Finds areas by part of a name, code or pinyin initials; arrow keys and Enter work. */
export function SearchBox({ leader, open, onDone }: { leader: Leader; open: boolean; onDone: () => void }) {
  const { t } = useTranslation();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [focused, setFocused] = useState(false);
  const [active, setActive] = useState(0);
  const asked = useDeferredValue(text.trim());
  const { data, isError, isFetching, refetch } = useQuery(searchQuery(asked, leader.lang));
  const items = asked === '' ? [] : (data?.items ?? []);
  const shown = focused && asked !== '';

  useEffect(() => {
    if (open) input.current?.focus();
  }, [open]);

  const choose = (code: string | undefined) => {
    if (code === undefined) return;
    leader.navigate({ area: code }, 'push');
    setText('');
    input.current?.blur();
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((now) => Math.max(0, Math.min(items.length - 1, now + step)));
    } else if (event.key === 'Enter') choose(items[active]?.code);
    else if (event.key === 'Escape') {
      setText('');
      input.current?.blur();
      onDone();
    }
  };
  return (
    <search className="search">
      <Search size={18} aria-hidden="true" />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={t('top.search')}
        aria-expanded={shown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown && items[active] ? `${listId}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        placeholder={t('top.search')}
        data-testid="search"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={onKeyDown}
      />
      {shown && (
        <div className="menu search__results">
          <div id={listId} role="listbox" aria-label={t('top.searchResults')}>
            {items.map((item, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the box above has the keys
              <div
                key={item.code}
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                className="menu__item"
                data-highlighted={index === active ? '' : undefined}
                // The box keeps the focus until the choice is made.
                onMouseDown={(event) => event.preventDefault()}
                onMouseEnter={() => setActive(index)}
                onClick={() => choose(item.code)}
              >
                <span>
                  <Marked text={item.name} part={markOf(item, asked).name} />
                </span>
                <small>
                  {t(`level.${item.level}`)} · <Marked text={item.code} part={markOf(item, asked).code} />
                </small>
              </div>
            ))}
          </div>
          {items.length === 0 && (
            <div className="menu__label" role="status" data-testid="search-state">
              <p>{isError ? t('top.searchFailed') : isFetching ? t('state.loading') : t('top.searchNone')}</p>
              {!isError && !isFetching && <p>{t('top.searchNoneHint')}</p>}
              {isError && (
                <button
                  type="button"
                  className="button"
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => void refetch()}
                >
                  {t('state.retry')}
                </button>
              )}
            </div>
          )}
        </div>
      )}
    </search>
  );
}
