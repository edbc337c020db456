import i18next from 'i18next';
import { issuesEn } from './issues.en.ts';
import { issuesZhCN } from './issues.zh-CN.ts';

// Who never looks at issues does not load their words: they come with the part of the screen that says them.
i18next.addResourceBundle('en', 'translation', { issues: issuesEn }, true);
i18next.addResourceBundle('zh-CN', 'translation', { issues: issuesZhCN }, true);
