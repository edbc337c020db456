import type { ServiceSettings } from '#geodata/service/types.ts';

const named = (id: string, zh: string, en: string) => ({ id, name: { zh, en } });

/**
 * What a district begins with. Thresholds are those of `model.md`; in towns 1000 m, the fifteen-minute circle
 * (15 分钟便民生活圈), since service points there are planned for it and not for a bus stop's 500 m; where no 城乡分类 is
 * known 1000 m too, so that what is not known does not make reach look better than in a town. Detour 1.3 is the usual
 * ratio of travel to geodesic distance on grown street networks.
 */
export const DEFAULT_SERVICE_SETTINGS: ServiceSettings = {
  kinds: [
    { ...named('townPlatform', '镇街人社服务平台', 'Town service platform'), form: 'fixed' },
    { ...named('communityStation', '社区人社服务站', 'Community service station'), form: 'fixed' },
    { ...named('proxyStation', '代办点', 'Proxy station'), form: 'fixed' },
    { ...named('travellingDesk', '流动办公桌', 'Travelling desk'), form: 'moving' },
    { ...named('approvalBus', '政务服务直通车', 'Approval bus'), form: 'moving' },
    { ...named('mountainPoint', '山区巡回服务点', 'Mountain round'), form: 'moving' },
  ],
  services: [
    named('socialInsurance', '社保参保登记与缴费', 'Social insurance enrolment'),
    named('pension', '养老待遇资格认证', 'Pension eligibility check'),
    named('medicalInsurance', '医保参保与报销', 'Medical insurance'),
    named('socialCard', '社会保障卡', 'Social security card'),
    named('employment', '就业登记与失业登记', 'Employment registration'),
    named('jobs', '招聘求职', 'Job placement'),
    named('training', '职业技能培训', 'Vocational training'),
    named('startup', '创业担保贷款', 'Start-up loans'),
    named('labourRights', '劳动维权与调解', 'Labour disputes'),
    named('assistance', '低保与临时救助', 'Social assistance'),
    named('elderly', '高龄津贴与养老服务', 'Services for the elderly'),
    named('disability', '残疾人服务', 'Services for the disabled'),
    named('household', '户籍与居住证', 'Residence registration'),
    named('licences', '证照办理', 'Licences'),
    named('enterprise', '企业开办与变更', 'Company registration'),
    named('construction', '建房与规划审批', 'Building permits'),
    named('health', '健康体检与义诊', 'Health checks'),
    named('proxy', '帮办代办', 'Errands run for people'),
  ],
  demands: [
    { ...named('households', '住户', 'Households'), type: 'household', tags: [] },
    {
      ...named('needy', '困难家庭', 'Households in need'),
      type: 'household',
      tags: ['低保', '特困', '低保边缘'],
    },
    { ...named('frail', '老弱党员', 'Frail party members'), type: 'person', tags: ['老弱党员'] },
    { ...named('elderly70', '70 岁以上老人', 'Aged 70 and older'), type: 'person', tags: ['70岁以上'] },
    { ...named('firms', '企业', 'Firms'), type: 'firm', tags: [] },
  ],
  thresholds: { town: 1000, fringe: 1000, rural: 3000, unknown: 1000 },
  detour: 1.3,
};
