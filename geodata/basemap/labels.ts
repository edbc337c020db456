import type { LonLat } from '../model.ts';
import type { BASEMAP_REGIONS } from './regions.ts';

/** What a label on the basemap names. */
export type PlaceKind = 'sea' | 'bay' | 'island' | 'city' | 'district' | 'mountain';

/** A name written on the basemap. */
export interface PlaceLabel {
  name: string;
  english: string;
  kind: PlaceKind;
  position: LonLat;
  /** Zoom from which there is room for it; 0 where any will do. */
  minZoom: number;
}

const label = (kind: PlaceKind, name: string, english: string, ...position: LonLat): PlaceLabel => ({
  name,
  english,
  kind,
  position,
  minZoom: 0,
});
/** A name that would lie over its own shores on a map of a whole district. */
const near = (minZoom: number, place: PlaceLabel): PlaceLabel => ({ ...place, minZoom });

/** Names around the demonstration's first district. */
const AROUND_QINGDAO: readonly PlaceLabel[] = [
  label('sea', '黄海', 'Yellow Sea', 120.45, 35.65),
  label('bay', '胶州湾', 'Jiaozhou Bay', 120.21, 36.14),
  label('bay', '灵山湾', 'Lingshan Bay', 120.1, 35.85),
  near(11, label('bay', '古镇口湾', 'Guzhenkou Bay', 119.93, 35.75)),
  label('bay', '崂山湾', 'Laoshan Bay', 120.72, 36.25),
  label('island', '灵山岛', 'Lingshan Island', 120.17, 35.76),
  label('island', '竹岔岛', 'Zhucha Island', 120.31, 35.94),
  label('island', '斋堂岛', 'Zhaitang Island', 119.92, 35.63),
  label('mountain', '小珠山', 'Mount Xiaozhu', 120.06, 35.97),
  label('mountain', '大珠山', 'Mount Dazhu', 120.02, 35.76),
  label('mountain', '崂山', 'Mount Lao', 120.61, 36.17),
  label('district', '市南区', 'Shinan', 120.39, 36.07),
  label('district', '市北区', 'Shibei', 120.37, 36.1),
  label('district', '李沧区', 'Licang', 120.43, 36.15),
  label('district', '崂山区', 'Laoshan', 120.48, 36.11),
  label('district', '城阳区', 'Chengyang', 120.38, 36.31),
  label('district', '即墨区', 'Jimo', 120.46, 36.39),
  label('city', '胶州市', 'Jiaozhou', 120.0, 36.28),
  label('city', '高密市', 'Gaomi', 119.75, 36.38),
  label('city', '诸城市', 'Zhucheng', 119.4, 36.0),
  label('district', '五莲县', 'Wulian', 119.36, 35.75),
  label('district', '东港区', 'Donggang', 119.46, 35.43),
];

/** Names around Haishu. */
const AROUND_NINGBO: readonly PlaceLabel[] = [
  label('sea', '东海', 'East China Sea', 122.6, 29.3),
  label('bay', '杭州湾', 'Hangzhou Bay', 121.2, 30.45),
  label('bay', '象山港', 'Xiangshan Harbour', 121.56, 29.51),
  label('island', '舟山岛', 'Zhoushan Island', 122.1, 30.05),
  label('mountain', '四明山', 'Mount Siming', 121.0, 29.72),
  label('district', '江北区', 'Jiangbei', 121.5, 29.96),
  label('district', '镇海区', 'Zhenhai', 121.66, 29.97),
  label('district', '鄞州区', 'Yinzhou', 121.66, 29.83),
  label('district', '奉化区', 'Fenghua', 121.41, 29.655),
  label('district', '北仑区', 'Beilun', 121.84, 29.9),
  label('district', '定海区', 'Dinghai', 122.1, 30.02),
  label('city', '余姚市', 'Yuyao', 121.15, 30.05),
  label('city', '慈溪市', 'Cixi', 121.25, 30.18),
  label('district', '上虞区', 'Shangyu', 120.87, 30.02),
  label('city', '嵊州市', 'Shengzhou', 120.82, 29.59),
  label('district', '新昌县', 'Xinchang', 120.9, 29.5),
  label('district', '宁海县', 'Ninghai', 121.43, 29.29),
  label('district', '象山县', 'Xiangshan', 121.87, 29.47),
];

/**
 * Names on the basemap by region, to 0.01 degree: where a label reads well, not where a survey mark stands.
 * General knowledge; towns checked against GeoNames (CC BY 4.0, geonames.org).
 */
export const PLACE_LABELS: Readonly<Record<keyof typeof BASEMAP_REGIONS, readonly PlaceLabel[]>> = {
  qingdao: AROUND_QINGDAO,
  ningbo: AROUND_NINGBO,
};
