import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Lang } from '../state/url.ts';
import type { administrationEn } from './administration.en.ts';
import { en } from './en.ts';
import type { issuesEn } from './issues.en.ts';
import type { servicesEn } from './services.en.ts';
import type { supervisionEn } from './supervision.en.ts';
import type { wallEn } from './wall.en.ts';
import { zhCN } from './zh-CN.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    // Words of issues, services, supervised items and displays come with their own files, as soon as one looks at them.
    resources: {
      translation: typeof en & {
        issues: typeof issuesEn;
        services: typeof servicesEn;
        supervision: typeof supervisionEn;
        administration: typeof administrationEn;
        wall: typeof wallEn;
      };
    };
    returnNull: false;
  }
}

/** Starts the texts in a language; both travel with the app, nothing is fetched. */
export async function startI18n(lang: Lang): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
    lng: lang,
    fallbackLng: 'en',
    // React escapes by itself.
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = lang;
}

/** Changes the language of every text on the page. */
export async function setLang(lang: Lang): Promise<void> {
  document.documentElement.lang = lang;
  if (i18next.language !== lang) await i18next.changeLanguage(lang);
}
