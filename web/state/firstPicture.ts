/** A map that has not come by then does not hold back what waits for it. */
const PATIENCE_MS = 10_000;

/** Something that happens once to a page; whoever waits for it does not wait for ever. */
function moment() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const come = (): Promise<void> =>
    Promise.race([promise, new Promise<void>((wake) => setTimeout(wake, PATIENCE_MS))]);
  return { reached: resolve, come };
}

/** The first coloured areas are on the screen. */
export const areasDrawn = moment();

/** The whole map stands, with its names. */
export const pictureDrawn = moment();
