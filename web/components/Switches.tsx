import { Globe, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '../state/useTheme.ts';
import { useUrl } from '../state/useUrl.ts';

/** The switches that every head has: language and theme, both in the address. */
export function Switches() {
  const { t } = useTranslation();
  const [{ lang }, navigate] = useUrl();
  const { theme, toggle } = useTheme();
  const themeWord = theme === 'dark' ? t('top.toLight') : t('top.toDark');
  return (
    <>
      <button
        type="button"
        className="lang-switch"
        data-testid="lang-toggle"
        aria-label={`${t('top.language')}: ${t('top.otherLanguage')}`}
        onClick={() => navigate({ lang: lang === 'en' ? 'zh-CN' : 'en' })}
      >
        <Globe size={18} aria-hidden="true" />
        <span lang={lang === 'en' ? 'zh-CN' : 'en'}>{t('top.otherLanguage')}</span>
      </button>
      <button
        type="button"
        className="icon-button"
        data-testid="theme-toggle"
        aria-label={themeWord}
        title={themeWord}
        onClick={toggle}
      >
        {theme === 'dark' ? <Sun size={19} /> : <Moon size={19} />}
      </button>
    </>
  );
}
