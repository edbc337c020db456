import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { servicesEn } from '../../../i18n/services.en.ts';
import { servicesZhCN } from '../../../i18n/services.zh-CN.ts';
import { ruleText, weeklyRule } from './ruleText.ts';

beforeAll(async () => {
  await i18next.init({
    lng: 'zh-CN',
    resources: {
      'zh-CN': { translation: { services: servicesZhCN } },
      en: { translation: { services: servicesEn } },
    },
  });
});

test.each([
  ['FREQ=WEEKLY;BYDAY=TU', '每周二', 'every Tue'],
  ['FREQ=WEEKLY;BYDAY=TU,TH', '每周二、周四', 'every Tue, Thu'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', '每 2 周的周一', 'every 2 weeks on Mon'],
  ['FREQ=DAILY', '每天', 'daily'],
  ['FREQ=MONTHLY;BYDAY=2SA', '每月第 2 个周六', 'every month on Sat no. 2'],
  ['FREQ=MONTHLY;BYDAY=-1FR', '每月最后一个周五', 'every month on the last Fri'],
  ['FREQ=MONTHLY;BYMONTHDAY=5,20', '每月5、20 日', 'every month on day 5, 20'],
])('%s is read out', (rule, zh, en) => {
  expect(ruleText(rule, i18next.getFixedT('zh-CN'))).toBe(zh);
  expect(ruleText(rule, i18next.getFixedT('en'))).toBe(en);
});

test.each(['FREQ=WEEKLY;BYDAY=TU;COUNT=3', 'FREQ=HOURLY', 'FREQ=WEEKLY;BYDAY=XX'])(
  '%s stands as it is written',
  (rule) => expect(ruleText(rule, i18next.getFixedT('zh-CN'))).toBe(rule),
);

test('weekdays make a rule in their order', () =>
  expect(weeklyRule([5, 1, 3])).toBe('FREQ=WEEKLY;BYDAY=MO,WE,FR'));
