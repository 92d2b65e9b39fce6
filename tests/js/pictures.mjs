// Makes the pictures of docs/tutorial-editor.md anew: the GraphiQL page of a server, in a real browser.
//   node pictures.mjs http://127.0.0.1:8080/graphql editor@example.org 'the password' docs/images
// The archive must be that of `communique serve --demo`, with an account of an editor; what the tutorial proposes is proposed.
// Browser: $CHROMIUM or /usr/bin/chromium. Fails where a picture is larger than 150 kB.
import { readFile, mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { address, ask, finish, report, step } from './report.mjs';

const url = address('node pictures.mjs URL EMAIL PASSWORD FOLDER');
const [email, password, folder] = process.argv.slice(3);
if (!folder) {
  console.error('usage: node pictures.mjs URL EMAIL PASSWORD FOLDER');
  process.exit(2);
}
const MOST = 150 * 1024;

/** The operation of a name in the tutorial. */
const tutorial = await readFile(path.resolve(import.meta.dirname, '../../docs/tutorial-editor.md'), 'utf8');
function operation(name) {
  const found = [...tutorial.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].find(([, text]) => new RegExp(`^\\w+ ${name}\\b`).test(text));
  if (!found) throw new Error(`the tutorial has no operation ${name}`);
  return found[1].trim();
}

const profile = await mkdtemp(path.join(os.tmpdir(), 'communique-pictures-'));
let context;
try {
  context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1200, height: 700 },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  context.setDefaultTimeout(30_000);
  const page = context.pages()[0] ?? (await context.newPage());
  async function picture(name) {
    await page.waitForTimeout(600);
    const file = path.join(folder, `${name}.png`);
    await page.screenshot({ path: file });
    const { size } = await stat(file);
    report(size <= MOST, `${name}.png has ${Math.ceil(size / 1024)} kB`, `more than ${MOST / 1024}`);
  }
  /** Runs an operation in a tab of its own. */
  async function run(name) {
    await page.getByRole('button', { name: 'New tab' }).click();
    await page.waitForTimeout(400);
    await page.evaluate((text) => {
      globalThis.__MONACO.editor.getModels().find((model) => model.uri.path.endsWith('operation.graphql')).setValue(text);
    }, operation(name));
    await page.waitForTimeout(400);
    await page.locator('.graphiql-execute-button').click();
    await page.waitForFunction(() => globalThis.__MONACO.editor.getModels().find((model) => model.uri.path.endsWith('response.json'))?.getValue().includes('"data"'));
  }

  await step('signed in', async () => {
    await page.goto(url, { waitUntil: 'load' });
    await page.locator('.graphiql-query-editor .view-lines').waitFor();
    await page.locator('.cq-bar').getByRole('button', { name: 'Sign in', expanded: false }).click();
    const panel = page.getByRole('region', { name: 'Sign in' });
    await panel.getByLabel('E-mail').fill(email);
    await panel.getByLabel('Password').fill(password);
    await panel.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('region', { name: 'Curation jobs' }).waitFor();
    await picture('editor-signed-in');
  });
  await step('duplicates', async () => {
    await page.locator('.cq-bar').getByRole('button', { name: 'Curation jobs' }).click(); // room for the answers
    await page.getByRole('region', { name: 'Curation jobs' }).waitFor({ state: 'hidden' });
    await run('Duplicates');
    await picture('editor-duplicates');
  });
  await step('what waits', async () => {
    const token = await page.evaluate(() => JSON.parse(sessionStorage.getItem('communique:session')).accessToken);
    const { people } = await ask(url, operation('FindPerson'));
    const [{ id, version: expectedVersion }] = people.nodes;
    await ask(url, operation('Propose'), { id, expectedVersion }, { token });
    await run('Waiting');
    await picture('editor-waiting');
  });
} catch (error) {
  report(false, 'the pictures could be made', error.message);
} finally {
  await context?.close().catch(() => {});
  await rm(profile, { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
}
finish();
