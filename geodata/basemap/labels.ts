import type { LonLat } from '../model.ts';

/** What a label on the basemap names. */
export type PlaceKind = 'sea' | 'bay' | 'island' | 'city' | 'district' | 'mountain';

/** A name written on the basemap. */
export interface PlaceLabel {
  name: string;
  english: string;
  kind: PlaceKind;
  position: LonLat;
}

const label = (kind: PlaceKind, name: string, english: string, ...position: LonLat): PlaceLabel => ({
  name,
  english,
  kind,
  position,
});

/**
 * Names around the district, to 0.01 degree: where a label reads well, not where a survey mark stands. General
 * knowledge; towns checked against GeoNames (CC BY 4.0, geonames.org).
 */
export const PLACE_LABELS: readonly PlaceLabel[] = [
  label('sea', '黄海', 'Yellow Sea', 120.45, 35.65),
  label('bay', '胶州湾', 'Jiaozhou Bay', 120.21, 36.14),
  label('bay', '灵山湾', 'Lingshan Bay', 120.1, 35.85),
  label('bay', '古镇口湾', 'Guzhenkou Bay', 119.93, 35.75),
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
