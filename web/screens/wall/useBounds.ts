import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Bounds } from '../../map/camera.ts';
import { areaQuery } from '../../queries/index.ts';
import { useUrl } from '../../state/useUrl.ts';

/** Where areas lie, by code, as far as it is known. */
export function useBounds(codes: readonly string[]): Readonly<Record<string, Bounds>> {
  const [{ lang }] = useUrl();
  const results = useQueries({ queries: codes.map((code) => areaQuery(code, lang)) });
  const key = results.map(({ data }) => data?.bounds?.join() ?? '').join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what has come
  return useMemo(
    () =>
      Object.fromEntries(
        results.flatMap(({ data }): [string, Bounds][] => (data?.bounds ? [[data.code, data.bounds]] : [])),
      ),
    [key],
  );
}
