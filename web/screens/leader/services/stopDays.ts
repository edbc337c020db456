/** Days of stops that the open point shows on the map, and lists. */
export const AHEAD_DAYS = 14;
