import { createInstance, type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { gapWord, rhythmText, roleWord } from './duty.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

const staffing = { kind: 'staffing', period: 'month', n: 5, max: 10 } as const;
const visits = { kind: 'coverSubjects', period: 'month', n: 2, max: null } as const;

let zh: TFunction;
let english: TFunction;

beforeAll(async () => {
  const i18n = createInstance();
  await i18n.init({
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
    lng: 'zh-CN',
    interpolation: { escapeValue: false },
  });
  zh = i18n.getFixedT('zh-CN');
  english = i18n.getFixedT('en');
});

describe('the words of a duty', () => {
  it('say how often, or how many officers', () => {
    expect(rhythmText(visits, zh)).toBe('每月 2 次');
    expect(rhythmText(staffing, zh)).toBe('每格 5–10 人');
    expect(rhythmText({ ...staffing, max: 5 }, zh)).toBe('每格 5 人');
    expect(rhythmText({ ...staffing, max: null }, english)).toBe('5 per grid');
  });
  it('name a gap by what is missing', () => {
    expect(gapWord('never', visits, zh)).toBe('从未走访');
    expect(gapWord('never', staffing, zh)).toBe('从未配员');
    expect(gapWord('stale', staffing, zh)).toBe('曾有现无');
    expect(gapWord('belowQuota', staffing, zh)).toBe('人数不足');
  });
  it('leave a role of the district’s own as it is', () => {
    expect(roleWord('firstSecretary', zh)).toBe('第一书记');
    expect(roleWord('member', english)).toBe('member');
    expect(roleWord('楼长', zh)).toBe('楼长');
  });
});
