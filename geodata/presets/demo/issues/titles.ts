import type { Random } from '#geodata/divide/random.ts';

/** What people write of each category, after the place. */
const MATTERS: Readonly<Record<string, readonly string[]>> = {
  'questions.production': [
    '大棚用水不足，影响蔬菜种植',
    '农产品销路不畅，希望对接收购',
    '希望开展种植技术培训',
  ],
  'questions.environment': ['房后水沟有异味，希望清理', '杂物乱堆乱放，希望整治', '希望增设垃圾分类桶'],
  'questions.culture': ['希望增加文化活动场次', '健身器材损坏，希望维修', '农家书屋开放时间短'],
  'questions.opinions': ['建议公开集体收支明细', '建议增加议事会次数', '对停车管理办法有意见'],
  'questions.living': [
    '老人独居，希望有人定期上门',
    '取暖费用负担重，希望了解补助',
    '出行不便，希望加密公交班次',
  ],
  'firms.land': ['扩产用地指标不足', '厂区用地手续办理缓慢', '希望协调相邻闲置地块'],
  'firms.labour': ['一线操作工缺口较大', '技术工人招聘困难', '员工住宿难以解决'],
  'firms.funds': ['流动资金紧张，希望对接银行', '贷款抵押物不足', '应收账款回收缓慢'],
  'firms.policy': ['希望了解技改补贴政策', '高新企业申报条件不清楚', '奖补资金兑现进度咨询'],
  'firms.other': ['厂区门口道路大车通行不便', '用电容量不足，希望增容', '物流成本偏高，希望协调'],
  'key-problems.property-management': [
    '物业服务不到位，公共区域无人打扫',
    '物业费收支不公开',
    '门禁损坏长期无人维修',
  ],
  'key-problems.breakfast-stalls': ['早餐摊点占道经营', '早餐摊油污污染路面', '希望增设便民早餐点'],
  'key-problems.illegal-parking': ['车辆乱停，消防通道受阻', '机动车长期占用人行道', '接送时段违停造成拥堵'],
  'key-problems.day-rentals': ['日租房人员进出频繁，影响居民', '日租房未登记', '日租房深夜喧哗'],
  'key-problems.title-deeds': [
    '入住多年未办理不动产证',
    '开发遗留问题导致无法办证',
    '办证材料不齐，希望协调',
  ],
  'key-problems.indoor-charging': ['电动车推进楼道充电', '从楼上拉飞线充电', '充电桩数量不足'],
  'key-problems.lifts': ['电梯频繁停运', '电梯困人后未彻底检修', '电梯异响，居民担心安全'],
  'key-problems.drains': ['下水道堵塞，污水外溢', '雨水篦子堵塞，雨天积水', '化粪池满溢未清掏'],
  'key-problems.noise': ['夜间施工噪声扰民', '广场音响音量过大', '商铺外放喇叭扰民'],
  'public-space.roads': ['路面坑洼，通行不便', '井盖下沉，存在隐患', '道路破损多处未修补'],
  'public-space.street-lights': ['路灯不亮，夜间出行不便', '路灯损坏多盏', '新修路段未装路灯'],
  'public-space.rubbish': ['垃圾清运不及时', '建筑垃圾无人清理', '垃圾桶破损满溢'],
  'public-space.trees': ['树枝遮挡路灯和信号灯', '枯树有倒伏风险', '绿化带黄土裸露'],
  'public-space.water': ['自来水压力不足', '水质发黄', '供水管道漏水'],
  'public-space.heating': ['室内温度不达标', '暖气管道漏水', '供热管网抢修未通知'],
  'public-space.danger': ['围墙开裂有倒塌危险', '电线垂落', '燃气管道旁违规堆放'],
  'public-space.other': ['公交站牌破损', '公厕设施损坏', '信息箱门未关闭'],
  'proposals.works': ['建议新建口袋公园', '建议修建停车场', '建议加装楼道扶手'],
  'proposals.services': ['建议组织义诊进社区', '建议开设老年课堂', '建议举办招聘会'],
  'proposals.deliberation': [
    '关于加装电梯的议事事项',
    '关于小区充电设施选址的议事事项',
    '关于集市管理的议事事项',
  ],
  'services.social-security': ['养老待遇认证办理困难', '低保复审进度咨询', '社保转移手续不清楚'],
  'services.health': ['慢性病取药不便', '希望家庭医生上门', '医保报销比例咨询'],
  'services.schools': ['入学划片政策咨询', '校车线路未覆盖', '课后托管需求'],
  'services.housing': ['公租房申请进度咨询', '房屋漏雨，希望鉴定', '租赁补贴发放咨询'],
  'services.disputes': ['邻里因漏水产生纠纷', '土地边界纠纷，希望调解', '务工工资纠纷，希望协助'],
  'services.other': ['证明材料开具咨询', '办事窗口排队时间长', '网上申报系统使用困难'],
};

const PLACES = {
  urban: [
    '小区北门',
    '3号楼',
    '地下车库入口',
    '沿街商铺前',
    '幼儿园门口',
    '广场东侧',
    '南区主干道',
    '便民市场旁',
  ],
  rural: ['村东头', '村委会前', '进村路口', '村西河边', '文化广场旁', '后街', '村南大田边', '集市路口'],
} as const;

/** Categories whose matters are of no spot outdoors. */
const PLACELESS = /^(firms|questions|services|proposals)\./;

/** A short title; no person and no real address in it. */
export function issueTitle(category: string, urbanRural: string | null, random: Random): string {
  const matters = MATTERS[category] ?? ['其他事项'];
  const matter = drawn(matters, random);
  if (PLACELESS.test(category)) return matter;
  return `${drawn(urbanRural?.startsWith('2') ? PLACES.rural : PLACES.urban, random)}${matter}`;
}

/** One of a list, each as likely. */
export function drawn<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)]!;
}

/** Why something was done that needs a reason. */
export const REASONS = {
  refused: ['不属于受理范围，已告知渠道', '内容不清且无法联系', '与已办结事项相同'],
  returned: ['不属于本单位职责', '需其他单位牵头', '权属不明，退回核实'],
  extended: ['需采购配件', '需多部门会商', '受天气影响'],
  suspended: ['等待上级批复', '等待当事人提供材料', '等待施工季节'],
} as const;
