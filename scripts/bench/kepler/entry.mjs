// Asked for beside the program, as the other side does.
const asked = Promise.all(
  ['areas', 'points', 'look'].map(async (name) => (await fetch(`/kepler/data/${name}.json`)).json()),
);
const { show } = await import('./page.mjs');
show(...(await asked));
