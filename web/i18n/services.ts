import i18next from 'i18next';
import { servicesEn } from './services.en.ts';
import { servicesZhCN } from './services.zh-CN.ts';

// Who never looks at services does not load their words: they come with the part of the screen that says them.
i18next.addResourceBundle('en', 'translation', { services: servicesEn }, true);
i18next.addResourceBundle('zh-CN', 'translation', { services: servicesZhCN }, true);
