// An editor at work in the GraphiQL page of a running server, in a real browser.
//   node editor.mjs http://127.0.0.1:8080/graphql editor@example.org 'the password' [folder for screenshots]
// Signs in, publishes a person, corrects it, sees the difference, undoes it, all by clicking; then how the session lives and ends.
// Leaves that person in the archive. Browser: $CHROMIUM or /usr/bin/chromium. Prints `ok …` / `fail …` lines and `N passed, N failed`.
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [url, email, password, screenshots] = process.argv.slice(2);
if (!url || !URL.canParse(url) || !email || !password) {
  console.error('usage: node editor.mjs URL EMAIL PASSWORD [folder for screenshots]');
  process.exit(2);
}
const { origin, pathname } = new URL(url);
const KEY = 'communique:session';
const WAIT = 30_000;
const NAME = `Anna Example ${Date.now()}`;

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
/** What an authenticator shows so many half minutes from now (RFC 6238), for a secret in base32. */
function codeOf(secret, steps) {
  const bits = [...secret].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const tag = createHmac('sha1', key).update(step).digest();
  return String((tag.readUInt32BE(tag[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
const short = (value) => String(value).replace(/\s+/g, ' ').slice(0, 300);

const profile = await mkdtemp(path.join(os.tmpdir(), 'communique-editor-'));
let context;
try {
  context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1280, height: 800 },
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
  context.setDefaultTimeout(WAIT);
  const page = context.pages()[0] ?? (await context.newPage());

  // Everything the page asks for, complains about, and writes where it stays.
  const elsewhere = new Set();
  const complaints = [];
  const secrets = new Set([password]);
  const written = [];
  let requests = 0;
  let renewals = 0;
  let reloading = false;
  const body = (request) => (request.method() === 'POST' ? request.postDataJSON() : null);
  context.on('request', (request) => {
    requests += 1;
    const address = request.url();
    if (!/^(data|blob|about):/.test(address) && new URL(address).origin !== origin) elsewhere.add(address);
    if (body(request)?.query?.includes('refreshSession')) renewals += 1;
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (reloading && why === 'net::ERR_ABORTED') return; // cut off by our own reload
    complaints.push(`request failed: ${request.url()} ${why}`);
  });
  context.on('response', async (response) => {
    if (response.status() >= 400) complaints.push(`HTTP ${response.status()}: ${response.url()}`);
    if (!/signIn|refreshSession/.test(body(response.request())?.query ?? '')) return;
    const answer = await response.json().catch(() => null);
    for (const credentials of Object.values(answer?.data ?? {})) {
      if (credentials) secrets.add(credentials.accessToken).add(credentials.refreshToken);
    }
  });
  await context.exposeBinding('cqWritten', (_source, value) => written.push(String(value)));
  await context.addInitScript(() => {
    const setItem = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (this === globalThis.localStorage) globalThis.cqWritten(`${key}=${value}`);
      return setItem.call(this, key, value);
    };
  });
  function listen(page) {
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  }
  listen(page);

  const bar = page.locator('.cq-bar');
  const panel = page.getByRole('region', { name: 'Sign in' });
  const alert = panel.getByRole('alert').filter({ hasText: /./ });
  const signOutButton = bar.getByRole('button', { name: 'Sign out' });
  const jobs = page.getByRole('region', { name: 'Curation jobs' });
  const result = page.locator('.result-window .view-lines');
  const ready = (page) => page.locator('.graphiql-query-editor .view-lines').waitFor();
  const stored = (page) => page.evaluate((key) => JSON.parse(sessionStorage.getItem(key)), KEY);
  /** Changes the credentials that the tab keeps, as time does. */
  const change = (page, changes) =>
    page.evaluate(
      ([key, changes]) => sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(key)), ...changes })),
      [KEY, changes],
    );
  const soon = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
  const model = (name) =>
    page.evaluate((name) => globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith(name)).getValue(), name);
  const tokenIsAnother = (token) =>
    page.waitForFunction(([key, token]) => JSON.parse(sessionStorage.getItem(key)).accessToken !== token, [KEY, token]);
  const renewed = () => page.waitForResponse((response) => body(response.request())?.query?.includes('refreshSession'));
  async function picture(name) {
    if (!screenshots) return;
    await page.waitForTimeout(400);
    await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }
  async function reload() {
    await page.waitForTimeout(1000); // GraphiQL writes localStorage after half a second
    reloading = true;
    await page.reload({ waitUntil: 'load' });
    await ready(page);
    reloading = false;
  }
  async function signIn(withPassword = password) {
    if (!(await panel.isVisible())) await bar.getByRole('button', { name: 'Sign in', expanded: false }).click();
    await panel.getByLabel('E-mail').fill(email);
    await panel.getByLabel('Password').fill(withPassword);
    await panel.getByRole('button', { name: 'Sign in' }).click();
  }
  async function signOut() {
    await signOutButton.click();
    await bar.getByRole('button', { name: 'Sign in' }).first().waitFor();
  }
  /** Opens a curation job by clicking; `fill` gets its variables and gives those that are sent. */
  async function openJob(name, fill = (variables) => variables) {
    const before = await page.getByRole('tab').count();
    await jobs.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    await page.waitForFunction((count) => document.querySelectorAll('[role="tab"]').length === count, before + 1);
    const variables = JSON.parse(await model('variables.json'));
    const query = await model('operation.graphql');
    const filled = fill(structuredClone(variables));
    if (JSON.stringify(filled) !== JSON.stringify(variables)) {
      await page.evaluate((text) => {
        globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith('variables.json')).setValue(text);
      }, JSON.stringify(filled, null, 2));
      await page.waitForTimeout(300); // GraphiQL takes it over a moment later
    }
    return { variables, query };
  }
  /** Clicks "execute"; gives back the request it sent and the data that the result pane then holds. */
  async function execute() {
    const answered = page.waitForResponse((response) => {
      const sent = body(response.request());
      return sent && new URL(response.url()).pathname === pathname && !/IntrospectionQuery|refreshSession|signIn/.test(sent.query);
    });
    await page.locator('.graphiql-execute-button').click();
    const request = (await answered).request();
    await page.waitForFunction(() => {
      const model = globalThis.__MONACO?.editor.getModels().find((m) => m.uri.path.endsWith('response.json'));
      return model && model.getValue().trim() !== '';
    });
    const { data, errors } = JSON.parse(await model('response.json'));
    if (errors) throw new Error(errors.map((error) => error.message).join('; '));
    return { request, data };
  }

  await page.goto(url, { waitUntil: 'load' });
  await ready(page);
  await picture('signed-out');

  await step('a wrong password is refused', async () => {
    await signIn('not the password at all');
    await alert.waitFor();
    const message = await alert.textContent();
    report(/password is not right/.test(message), 'a wrong password shows the server’s message', message);
    report((await stored(page)) === null, 'and nothing is kept');
    await picture('refused');
  });

  await step('signing in', async () => {
    await page.keyboard.press('Escape');
    report(!(await panel.isVisible()), 'Escape closes the panel');
    report(
      await page.evaluate(() => document.activeElement?.textContent === 'Sign in' && document.activeElement.ariaExpanded === 'false'),
      'and the focus is back on its button',
    );
    await page.keyboard.press('Enter');
    await panel.waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'cq-email');
    report(true, 'Enter opens it again, the focus on "E-mail"');
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await signOutButton.waitFor();
    const who = await bar.locator('.cq-who').textContent();
    const { user } = await stored(page);
    report(who.includes(user.displayName) && /editor|administrator/.test(who), `signed in with the keyboard alone: ${who}`, who);
    report(!(await panel.isVisible()), 'the panel closes');
    report(
      await page.evaluate((password) => !JSON.stringify([{ ...sessionStorage }, { ...localStorage }]).includes(password), password),
      'the password is kept nowhere',
    );
    await jobs.waitFor();
    report(true, 'the curation jobs are there, each one click away');
    await picture('signed-in');
  });

  // Publish, correct, see the difference, undo.
  let person;
  let correction;
  await step('publishing', async () => {
    const { query } = await openJob('Create a person', ({ input, ...rest }) => ({ ...rest, input: { ...input, name: NAME } }));
    report(query.startsWith('# Fill in: '), 'the job "Create a person" says what to fill in', short(query));
    const { request, data } = await execute();
    report(request.headers().authorization === `Bearer ${(await stored(page)).accessToken}`, 'it is sent with the access token');
    person = data.createPerson;
    report(
      person.changeSet.state === 'APPLIED' && person.record.name === NAME,
      'the person is published: its change set is APPLIED',
      short(JSON.stringify(data)),
    );
    await page.waitForFunction(() => {
      const model = globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith('response.json'));
      return model.getValue().includes('"APPLIED"');
    });
    report(true, 'which is to be seen in the result pane');
  });
  await step('correcting', async () => {
    const { variables } = await openJob('Correct a person');
    const isKnown = variables.id === person.recordId && variables.expectedVersion === 1;
    report(isKnown, 'the job "Correct a person" knows the id and the version', JSON.stringify(variables));
    await page.locator('.graphiql-execute-button').click();
    await page.waitForFunction(() => {
      const model = globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith('response.json'));
      return model.getValue().includes('not sent');
    });
    report(true, 'what is not filled in is not sent');
    await openJob('Correct a person', (variables) => ({ ...variables, input: { name: `${NAME} Junior` }, options: { comment: 'A test' } }));
    correction = (await execute()).data.updatePerson;
    const isPublished = correction.changeSet.state === 'APPLIED' && correction.record.name === `${NAME} Junior`;
    report(isPublished, 'the correction is published', short(JSON.stringify(correction)));
  });
  await step('seeing the difference', async () => {
    await openJob('History of a record');
    const { nodes } = (await execute()).data.revisions;
    const difference = nodes[0]?.diff.find((field) => field.before === NAME && field.after === `${NAME} Junior`);
    report(nodes.length === 2 && difference !== undefined, `the history shows the difference, at ${difference?.path}`, short(JSON.stringify(nodes)));
    await result.getByText('"after"').first().waitFor();
    report(true, 'which is to be seen in the result pane');
    await picture('difference');
  });
  await step('undoing', async () => {
    const { variables } = await openJob('Undo a change set', (variables) => ({ ...variables, comment: 'A test' }));
    report(variables.id === correction.changeSet.id, 'the job "Undo a change set" knows which', JSON.stringify(variables));
    const { changeSet } = (await execute()).data.undoChangeSet;
    const isUndone = changeSet.state === 'APPLIED' && changeSet.undoes.id === correction.changeSet.id;
    report(isUndone, 'the change set is undone', short(JSON.stringify(changeSet)));
    await openJob('Find a person', () => ({ name: NAME }));
    const { nodes } = (await execute()).data.people;
    const isAsBefore = nodes.length === 1 && nodes[0].id === person.recordId && nodes[0].name === NAME;
    report(isAsBefore, 'the person is as before', short(JSON.stringify(nodes)));
  });

  // The session.
  await step('a reload', async () => {
    const tabs = await page.getByRole('tab').count();
    await reload();
    await signOutButton.waitFor();
    report((await page.getByRole('tab').count()) === tabs, 'a reload: still signed in, the tabs are there');
    const { request } = await execute();
    report(request.headers().authorization === `Bearer ${(await stored(page)).accessToken}`, 'and the token goes along');
    report(renewals === 0, 'it was not renewed without need', `${renewals} renewals`);
  });
  let copy;
  await step('renewing after a reload, with a copy of the tab', async () => {
    copy = await context.newPage();
    listen(copy);
    await copy.goto(url, { waitUntil: 'load' });
    await copy.evaluate(([key, session]) => sessionStorage.setItem(key, session), [KEY, JSON.stringify(await stored(page))]);
    reloading = true;
    await copy.reload({ waitUntil: 'load' });
    await ready(copy);
    reloading = false;
    await page.bringToFront();
    const before = await stored(page);
    await change(page, { accessTokenExpiresAt: soon(60) });
    await reload();
    const { request } = await execute();
    const after = await stored(page);
    const isRenewed = after.accessToken !== before.accessToken && after.refreshToken !== before.refreshToken;
    report(isRenewed, 'with a minute left, the token is renewed after a reload');
    report(request.headers().authorization === `Bearer ${after.accessToken}`, 'and the new one is sent');
    report(renewals === 1, 'all who needed it shared one renewal', `${renewals} renewals`);
    await copy.waitForFunction(([key, token]) => JSON.parse(sessionStorage.getItem(key)).refreshToken === token, [KEY, after.refreshToken]);
    report(true, 'a copy of the tab takes the new tokens over');
  });
  await step('signing out', async () => {
    const { accessToken } = await stored(page);
    await signOut();
    report(
      await page.evaluate((secrets) => !secrets.some((secret) => JSON.stringify({ ...sessionStorage }).includes(secret)), [...secrets]),
      'after signing out, no token is left in sessionStorage',
    );
    await copy.waitForFunction((key) => sessionStorage.getItem(key) === null, KEY);
    report(true, 'nor in that of the copy');
    await copy.close();
    // The page does not wait for the server's word.
    let status;
    for (let attempt = 0; attempt < 50 && status !== 401; attempt += 1) {
      const headers = { Authorization: `Bearer ${accessToken}`, Accept: 'application/graphql-response+json' };
      status = (await page.request.post(url, { headers, data: { query: '{ viewer { id } }' } })).status();
      if (status !== 401) await page.waitForTimeout(100);
    }
    report(status === 401, 'and the server takes the token no more', `HTTP ${status}`);
  });
  await step('renewing in time', async () => {
    let first;
    await context.route(`${origin}${pathname}`, async (route) => {
      if (!body(route.request())?.query?.includes('signIn')) return route.fallback();
      const response = await route.fetch();
      const answer = await response.json();
      first = answer.data.signIn.accessToken;
      answer.data.signIn.accessTokenExpiresAt = soon(123);
      return route.fulfill({ response, json: answer });
    });
    const renewal = renewed();
    await signIn();
    await signOutButton.waitFor();
    await renewal;
    await tokenIsAnother(first);
    report(true, 'two minutes before its end, the token is renewed by itself');
    await context.unrouteAll({ behavior: 'wait' });
  });
  await step('a token that ends too early', async () => {
    // The server refuses it although there is time left by the clock of the page. Tokens of one second are the same.
    await page.waitForTimeout(1100);
    const { accessToken } = await stored(page);
    await context.route(`${origin}${pathname}`, async (route) => {
      if (route.request().headers().authorization !== `Bearer ${accessToken}`) return route.fallback();
      const json = { errors: [{ message: 'the token is refused: it has expired', extensions: { code: 'UNAUTHENTICATED' } }] };
      return route.fulfill({ status: 401, contentType: 'application/graphql-response+json', json });
    });
    const known = complaints.length;
    const renewal = renewed();
    await page.locator('.graphiql-execute-button').click();
    await renewal;
    await tokenIsAnother(accessToken);
    await result.getByText('"data"').waitFor();
    report(true, 'a token that is refused is renewed, and the request sent again');
    await context.unrouteAll({ behavior: 'wait' });
    complaints.splice(known); // the browser's own, about the 401
  });
  await step('a session that has ended', async () => {
    const query = await model('operation.graphql');
    await change(page, { accessTokenExpiresAt: soon(-1), refreshToken: 'cqr_0000' });
    await reload();
    await alert.waitFor();
    const message = await alert.textContent();
    report(/Sign in again/.test(message), 'when renewing fails, the panel says so', message);
    report((await model('operation.graphql')) === query, 'and nothing in the editors is lost');
    report((await stored(page)) === null, 'the tokens are gone');
    await picture('ended');
    await signIn();
    await signOutButton.waitFor();
    await execute();
    report(true, 'signing in again, the operation runs');
    await signOut();
  });
  await step('a narrow window', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await reload();
    await picture('narrow');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    report(width <= 400, 'the page fits into 400 pixels', `${width} pixels`);
    await signIn();
    await signOutButton.waitFor();
    const opener = bar.getByRole('button', { name: 'Curation jobs' });
    if ((await opener.getAttribute('aria-pressed')) !== 'true') await opener.click();
    await picture('narrow-jobs');
    await openJob('Find a person', () => ({ name: NAME }));
    report(!(await jobs.isVisible()), 'a job that is chosen there uncovers the editors');
    await execute();
    report(true, 'and runs');
    await picture('narrow-result');
    await signOut();
  });

  await step('a second factor', async () => {
    const ask = async (query, token) => {
      const headers = token ? { Authorization: `Bearer ${token}` } : {};
      const { data, errors } = await (await page.request.post(url, { headers, data: { query } })).json();
      if (errors) throw new Error(errors.map((error) => error.message).join('; '));
      return data;
    };
    const [mail, word] = [email, password].map((text) => JSON.stringify(text));
    const token = (await ask(`mutation { signIn(email: ${mail}, password: ${word}) { accessToken } }`)).signIn.accessToken;
    const { secret } = (await ask(`mutation { beginTotp(password: ${word}) { secret } }`, token)).beginTotp;
    const { recoveryCodes } = (await ask(`mutation { confirmTotp(code: "${codeOf(secret, 0)}") { recoveryCodes } }`, token)).confirmTotp;
    for (const each of [secret, ...recoveryCodes]) secrets.add(each);
    await signIn();
    await page.waitForFunction(() => document.activeElement?.id === 'cq-code');
    report((await stored(page)) === null, 'a code is asked for, and nothing is kept before it is given');
    await picture('second-factor');
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await alert.waitFor();
    const message = await alert.textContent();
    report(/code is not right/.test(message), 'a wrong code shows the server’s message', message);
    report(await page.evaluate(() => document.activeElement?.id === 'cq-code'), 'and the focus is on the code, to be typed anew');
    await page.keyboard.type(codeOf(secret, 1));
    await page.keyboard.press('Enter');
    await signOutButton.waitFor();
    report(true, 'the right code signs in');
    await signOut();
    await ask(`mutation { disableTotp(password: ${word}, code: "${recoveryCodes[0]}") { user { id } } }`, token);
    await signIn();
    await signOutButton.waitFor();
    report(true, 'without a second factor none is asked for');
    await signOut();
  });

  await page.waitForTimeout(1000); // GraphiQL writes localStorage after half a second
  const leaked = written.filter((entry) => [...secrets].some((secret) => entry.includes(secret)));
  report(
    written.length > 0 && leaked.length === 0,
    `none of ${secrets.size} secrets was among ${written.length} writes to localStorage`,
    leaked.map(short).join(' | '),
  );
  report(elsewhere.size === 0, `none of ${requests} requests leaves ${origin}`, [...elsewhere].join(' '));
  report(complaints.length === 0, 'no console error, no failed request', [...new Set(complaints)].map(short).join(' | '));
} catch (error) {
  report(false, 'the page could be tested', error.message.split('\n').slice(0, 3).join(' '));
} finally {
  await context?.close().catch(() => {});
  await rm(profile, { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
