import type { LonLat } from '../../model.ts';

/** What the drawing of the demonstration needs to know of a town. All of it approximate. */
export interface TownSketch {
  code: string;
  /** Where the town grows from: about its seat, rounded to 0.01 degree (general knowledge, GeoNames). */
  centre: LonLat;
  /** Size in comparison with the other towns. */
  size: number;
  /** Residents in thousands: a round guess that adds up to the district's 1.9 million. */
  residents: number;
}

const town = (code: string, lon: number, lat: number, size: number, residents: number): TownSketch => ({
  code,
  centre: [lon, lat],
  size,
  residents,
});

/** The protected area of Lingshan Island, a town of its own. */
export const ISLAND_TOWN = '370211401';

export const TOWN_SKETCHES: readonly TownSketch[] = [
  town('370211001', 120.19, 36.04, 2, 90),
  town('370211002', 120.14, 36.0, 2, 180),
  town('370211003', 120.23, 35.97, 3, 130),
  town('370211004', 120.08, 36.0, 2, 90),
  town('370211005', 120.17, 35.97, 2, 190),
  town('370211006', 120.09, 36.08, 3, 80),
  town('370211007', 120.1, 35.93, 4, 130),
  town('370211009', 119.93, 35.87, 3, 150),
  town('370211010', 120.01, 35.86, 3, 240),
  town('370211011', 119.89, 35.94, 4, 35),
  town('370211012', 119.99, 35.79, 4, 60),
  town('370211013', 119.99, 35.92, 3, 70),
  town('370211014', 120.01, 36.06, 6, 90),
  town('370211015', 119.87, 35.79, 6, 40),
  town('370211102', 119.87, 35.67, 4, 35),
  town('370211103', 119.76, 35.66, 7, 70),
  town('370211104', 119.63, 35.7, 5, 45),
  town('370211105', 119.69, 35.82, 8, 50),
  town('370211106', 119.77, 35.95, 8, 40),
  town('370211107', 119.57, 35.64, 4, 30),
  town('370211108', 119.87, 36.01, 6, 35),
  town('370211109', 119.78, 35.75, 4, 25),
  town(ISLAND_TOWN, 120.17, 35.76, 1, 2.4),
];
