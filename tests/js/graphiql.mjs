// The GraphiQL page of a running server, in a real browser.
//   node graphiql.mjs http://127.0.0.1:8080/graphql [screenshot.png]
// Browser: $CHROMIUM or /usr/bin/chromium. Prints `ok …` / `fail …` lines and `N passed, N failed`.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [url, screenshot] = process.argv.slice(2);
if (!url || !URL.canParse(url)) {
  console.error('usage: node graphiql.mjs URL [screenshot.png]');
  process.exit(2);
}
const { origin, pathname } = new URL(url);
const TOKEN = 'cq_test_token_0123456789';
const WAIT = 30_000;

let passed = 0;
let failed = 0;
function report(holds, what, detail = '') {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? 'ok' : 'fail'} ${what}${!holds && detail ? `: ${detail}` : ''}`);
  return holds;
}
async function step(what, run) {
  try {
    await run();
  } catch (error) {
    report(false, what, error.message.split('\n')[0]);
  }
}
const short = (value) => String(value).replace(/\s+/g, ' ').slice(0, 300);

/** Whether a GraphQL result holds a connection (or a list of nodes) that is not empty. */
function hasRows(value) {
  if (Array.isArray(value)) return value.some(hasRows);
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(
    ([key, inner]) => ((key === 'edges' || key === 'nodes') && Array.isArray(inner) && inner.length > 0) || hasRows(inner),
  );
}

const profile = await mkdtemp(path.join(os.tmpdir(), 'communique-graphiql-'));
let context;
try {
  context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1440, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(WAIT);

  // Everything the page asks for and complains about.
  const elsewhere = new Set();
  const complaints = [];
  const requests = [];
  const workers = new Set();
  const look = (address) => {
    if (/^(data|blob|about):/.test(address)) return;
    const { protocol, host } = new URL(address);
    if (host !== new URL(origin).host || !/^(https?|wss?):$/.test(protocol)) elsewhere.add(address);
  };
  context.on('request', (request) => {
    requests.push(request);
    look(request.url());
  });
  let reloading = false;
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (reloading && why === 'net::ERR_ABORTED') return; // a worker's script, cut off by our own reload
    complaints.push(`request failed: ${request.url()} ${why}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`HTTP ${response.status()}: ${response.url()}`);
  });
  page.on('websocket', (socket) => look(socket.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('worker', (worker) => workers.add(new URL(worker.url()).pathname));

  /** Clicks "execute"; gives back the request it sent, the answer, and what the result pane then holds. */
  async function execute() {
    const answered = page.waitForResponse((response) => {
      const request = response.request();
      return (
        request.method() === 'POST' &&
        new URL(response.url()).pathname === pathname &&
        request.postDataJSON()?.operationName !== 'IntrospectionQuery'
      );
    });
    await page.locator('.graphiql-execute-button').click();
    // With several operations in one tab the button opens a list first.
    const choice = page.getByRole('menuitem').first();
    if (await choice.isVisible().catch(() => false)) await choice.click();
    const response = await answered;
    await page.waitForFunction(() => {
      const model = globalThis.__MONACO?.editor.getModels().find((m) => m.uri.path.endsWith('response.json'));
      return model && model.getValue().trim() !== '';
    });
    const pane = await page.evaluate(
      () => globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith('response.json')).getValue(),
    );
    return { request: response.request(), response, pane };
  }

  const document = await page.goto(url, { waitUntil: 'load' });
  report(document.status() === 200, `GET ${pathname} answers the browser with 200`, `HTTP ${document.status()}`);
  report(/^text\/html\b/.test(document.headers()['content-type'] ?? ''), 'it is HTML', document.headers()['content-type']);
  report((await page.title()) === 'Communiqué · GraphiQL', 'its title is "Communiqué · GraphiQL"', await page.title());

  await step('the editors appear', async () => {
    await page.locator('.graphiql-query-editor .view-lines').waitFor();
    await page.locator('.result-window .view-lines').waitFor();
    report(true, 'the editors appear');
  });

  // Examples.
  let examples = [];
  await step('the examples are there', async () => {
    const response = await page.request.get(`${origin}/graphiql/examples.json`);
    examples = (await response.json()).filter((example) => example.tab !== false);
    report(examples.length > 0, `/graphiql/examples.json lists ${examples.length} examples for tabs`);
    const tabs = page.getByRole('tab');
    await tabs.first().waitFor();
    const titles = (await page.locator('[role="tab"] .graphiql-tab-button').allTextContents()).map((title) => title.trim());
    report(titles.length === examples.length, `there are ${examples.length} example tabs: ${titles.join(', ')}`, `${titles.length} tabs`);
    report(titles.every((title) => /^\w+$/.test(title)), 'each tab bears the name of its operation', titles.join(', '));
  });

  // The first example gives rows.
  await step('the first example gives rows', async () => {
    const { request, response, pane } = await execute();
    const sent = request.headers();
    report(/^application\/json\b/.test(sent['content-type'] ?? ''), 'the request is application/json', sent['content-type']);
    report(
      sent.accept === 'application/graphql-response+json, application/json',
      'it accepts application/graphql-response+json before application/json',
      sent.accept,
    );
    report(!('authorization' in sent), 'without a token there is no Authorization', sent.authorization);
    report(response.status() === 200, 'the answer is 200', `HTTP ${response.status()}`);
    const result = JSON.parse(pane);
    report(result.data != null && !('errors' in result), 'the result pane holds data and no errors', short(pane));
    report(hasRows(result.data), 'the data has at least one edge or node', short(pane));
    await page.locator('.result-window .view-lines').getByText('data').first().waitFor();
    report(true, 'the result is to be seen in the pane');
  });

  // The other examples run without errors (those that need a token, and mutations, are left alone).
  for (const [index, example] of examples.entries()) {
    if (index === 0) continue;
    const query = Array.isArray(example.query) ? example.query.join('\n') : example.query;
    if (example.token || /^\s*(mutation|subscription)\b/m.test(query)) continue;
    await step(`example "${example.name}" runs`, async () => {
      await page.getByRole('tab').nth(index).click();
      await page.waitForFunction(() => {
        const model = globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith('response.json'));
        return model.getValue().trim() === '';
      });
      const { request, pane } = await execute();
      const result = JSON.parse(pane);
      const body = request.postDataJSON();
      const wanted = typeof example.variables === 'string' ? JSON.parse(example.variables || '{}') : example.variables ?? {};
      report(result.data != null && !('errors' in result), `example "${example.name}" runs without errors`, short(pane));
      if (JSON.stringify(body.variables ?? {}) !== JSON.stringify(wanted)) report(false, `example "${example.name}" sends its variables`, JSON.stringify(body.variables));
    });
  }
  await step('the first tab keeps its result', async () => {
    await page.getByRole('tab').first().click();
    await page.locator('.result-window .view-lines').getByText('data').first().waitFor();
    report(true, 'the first tab keeps its result');
  });

  // Documentation explorer.
  await step('the documentation explorer opens', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const explorer = page.locator('.graphiql-doc-explorer');
    await explorer.waitFor();
    const types = explorer.locator('.graphiql-doc-explorer-type-name');
    await types.first().waitFor();
    report(true, 'the documentation explorer opens and lists the root types');
    const name = (await types.first().textContent()).trim();
    await types.first().click();
    await explorer.locator('.graphiql-doc-explorer-title', { hasText: name }).waitFor();
    // The type's own description stands right in the content; its fields' are further in.
    const own = explorer.locator('.graphiql-doc-explorer-content > .graphiql-markdown-description');
    const first = ((await own.count()) ? await own.first().textContent() : '').trim();
    report(Boolean(first), `type ${name} is described: ${short(first)}`, 'no description to be seen');
  });

  if (screenshot) {
    await page.waitForTimeout(500);
    await page.screenshot({ path: screenshot });
  }

  // The token. The answers are made up here: what the server says to this token is not the question.
  await step('the token is sent', async () => {
    const seen = [];
    await context.route(`${origin}${pathname}`, async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      seen.push(route.request().headers().authorization ?? null);
      return route.fulfill({ contentType: 'application/graphql-response+json', body: '{"data":{"__typename":"Query"}}' });
    });
    const field = page.getByLabel('Access token');
    // Its panel closes when somebody goes on elsewhere.
    const openPanel = () => page.locator('.cq-bar').getByRole('button', { name: 'Sign in', expanded: false }).click();
    await openPanel();
    await field.fill(TOKEN);
    await execute();
    report(seen.at(-1) === `Bearer ${TOKEN}`, 'the next request carries the token', String(seen.at(-1)));
    report(
      await page.evaluate((token) => Object.values({ ...sessionStorage }).includes(token), TOKEN),
      'the token is kept in sessionStorage',
    );
    await page.waitForTimeout(1000); // GraphiQL writes localStorage after half a second
    report(
      await page.evaluate((token) => !JSON.stringify({ ...localStorage }).includes(token), TOKEN),
      'the token is not in localStorage',
    );
    await openPanel();
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await execute();
    report(seen.at(-1) === null, 'after "Clear" it is not sent', String(seen.at(-1)));
    report(
      await page.evaluate((token) => !JSON.stringify({ ...sessionStorage }).includes(token), TOKEN),
      'and is gone from sessionStorage',
    );
    await openPanel();
    await field.fill(TOKEN);
    await context.unrouteAll({ behavior: 'wait' });
    await context.route(`${origin}${pathname}`, async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      const { authorization, ...headers } = route.request().headers();
      seen.push(authorization ?? null);
      return route.continue({ headers });
    });
    reloading = true;
    await page.reload({ waitUntil: 'load' });
    await page.locator('.graphiql-query-editor .view-lines').waitFor();
    reloading = false;
    report((await field.inputValue()) === TOKEN, 'it outlives a reload of the tab');
    report((await page.getByRole('tab').count()) === examples.length, 'and so do the tabs, once each');
    const { pane } = await execute();
    report(seen.at(-1) === `Bearer ${TOKEN}` && hasRows(JSON.parse(pane)), 'the first example runs again after the reload', short(pane));
    await context.unrouteAll({ behavior: 'wait' });
  });

  await page.waitForTimeout(500);
  report(workers.size > 0, `the editors' workers run: ${[...workers].join(', ')}`, 'none');
  report(elsewhere.size === 0, `none of ${requests.length} requests leaves ${origin}`, [...elsewhere].join(' '));
  report(complaints.length === 0, 'no console error, no failed request', [...new Set(complaints)].map(short).join(' | '));
} catch (error) {
  report(false, 'the page could be tested', error.message.split('\n').slice(0, 3).join(' '));
} finally {
  await context?.close().catch(() => {});
  await rm(profile, { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
