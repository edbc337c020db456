import hotline from './hotline.json' with { type: 'json' };
import la311 from './la311.json' with { type: 'json' };
import nyc311 from './nyc311.json' with { type: 'json' };

/**
 * Mappings that come with the product, by name, as they are written: whoever reads one checks it as a stranger's.
 * `hotline` is an example to start one's own from: a work order list of a 12345 hotline with invented headers.
 */
export const MAPPING_PRESETS: ReadonlyMap<string, object> = new Map<string, object>([
  ['hotline', hotline],
  ['la311', la311],
  ['nyc311', nyc311],
]);
