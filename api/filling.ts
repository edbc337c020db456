import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Problem } from '#api/contract/common.ts';

/** Asks every second how far it is, and opens the page again when the server is ready. */
const SCRIPT = `setInterval(async () => {
  try {
    const answer = await fetch('/readyz');
    if (answer.ok) return location.reload();
    const { progress } = await answer.json();
    document.querySelector('progress').value = progress;
    document.querySelector('output').value = Math.floor(progress * 100) + ' %';
  } catch {}
}, 1000);`;
const SCRIPT_HASH = createHash('sha256').update(SCRIPT).digest('base64');

/**
 * Answers in place of the product while an empty store is being filled: alive but not ready, how far it is, and
 * a page that shows it and gives way to the product.
 *
 * @param port 0 takes any free one
 * @returns `report` takes the share done, 0 to 1; `close` frees the port
 * @throws the system's error when the address cannot be taken
 */
export async function answerWhileFilling(
  host: string,
  port: number,
): Promise<{ port: number; report: (share: number, doing: string) => void; close: () => Promise<void> }> {
  let [progress, doing] = [0, ''];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const send = (status: number, type: string, body: string, more: Record<string, string> = {}): void => {
      response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...more });
      response.end(body);
    };
    if (pathname === '/healthz') return send(200, 'application/json', '{"status":"ok"}');
    if (pathname === '/readyz')
      return send(503, 'application/json', JSON.stringify({ status: 'filling', progress, doing }));
    if (/^\/(api|tiles|ogc|open311|metrics)(\/|$)/.test(pathname)) {
      const problem: Omit<Problem, 'requestId'> = {
        type: 'about:blank',
        title: 'Not available now',
        status: 503,
        detail: `The demonstration is being filled, ${Math.floor(progress * 100)} % so far.`,
        errors: [],
      };
      return send(503, 'application/problem+json', JSON.stringify(problem), { 'Retry-After': '5' });
    }
    return send(503, 'text/html; charset=utf-8', page(progress), {
      'Retry-After': '5',
      'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${SCRIPT_HASH}'; connect-src 'self'`,
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    report: (share, now) => {
      [progress, doing] = [share, now];
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function page(progress: number): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>挂图 · 正在准备</title>
<style>
:root { color-scheme: light dark; font: 18px/1.6 system-ui, sans-serif; }
body { min-height: 100vh; margin: 0; display: grid; place-content: center; text-align: center; }
progress { width: min(28rem, 80vw); }
</style></head>
<body><main><h1>挂图</h1>
<p>正在填入示范数据，约需一分钟。<br><small>Filling the demonstration, about a minute.</small></p>
<progress value="${progress}" max="1"></progress>
<p><output>${Math.floor(progress * 100)} %</output></p></main>
<script>${SCRIPT}</script></body></html>
`;
}
