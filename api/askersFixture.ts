import type { Principal } from '#api/services/access/principal.ts';
import { ANYBODY } from '#api/testing.ts';

/** Who asks the interface under test: anybody who may everything, but for the time that somebody else asks. */
export function askers(): {
  /** For the interface: whoever asks now. */
  identify: () => Principal;
  /** Does something as somebody. */
  as: <T>(who: Principal, ask: () => Promise<T>) => Promise<T>;
} {
  let asker = ANYBODY;
  return {
    identify: () => asker,
    as: async (who, ask) => {
      asker = who;
      try {
        return await ask();
      } finally {
        asker = ANYBODY;
      }
    },
  };
}
