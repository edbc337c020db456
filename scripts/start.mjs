/** `npm start`: installs and builds what is missing, then runs the server under the project's own Node. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureDependencies, exitCode, projectEnvironment, root, run } from './setup.mjs';

await run(async () => {
  const node = ensureDependencies();
  ensureBuilt();
  const server = spawn(node, [join(root, 'api', 'server.ts'), ...process.argv.slice(2)], {
    cwd: root,
    env: projectEnvironment(),
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
  return new Promise((done, fail) => {
    server.on('error', fail);
    server.on('exit', (status, signal) => done(exitCode(status, signal)));
  });
});
