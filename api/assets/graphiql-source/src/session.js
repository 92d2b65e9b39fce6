// Who is signed in: credentials kept for this tab, renewed before they end.
import { bareToken, cell, kept, setToken } from './store.js';

const KEY = 'communique:session';
/** The access token is renewed when less than this is left of it. */
const MARGIN = 2 * 60_000;
/** Pause between two renewals that nobody asked for: a wrong clock must not make a loop of them. */
const PAUSE = 30_000;
/** How long the news of another tab's renewal may take. */
const NEWS = 500;

const CREDENTIALS = 'accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user { displayName role }';
const SIGN_IN = `mutation SignIn($email: String!, $password: String!, $code: String) {
  signIn(email: $email, password: $password, code: $code) { ${CREDENTIALS} mustSetUpSecondFactor }
}`;
const REFRESH = `mutation RefreshSession($token: String!) { refreshSession(refreshToken: $token) { ${CREDENTIALS} } }`;
const SIGN_OUT = 'mutation SignOut { signOut { session { id } } }';

function stored() {
  try {
    const credentials = JSON.parse(kept.get(KEY) || 'null');
    return credentials?.accessToken && credentials.refreshToken && credentials.user ? credentials : null;
  } catch {
    return null;
  }
}

/** What the server gave at the last sign-in or renewal; null: nobody is signed in. */
export const session = cell(stored());

/** Why somebody who was signed in is so no more, or may soon not be. */
export const notice = cell('');

/** The token that goes along with requests; empty for none. */
export const bearer = () => session.get()?.accessToken ?? bareToken();

/** Asks the server itself, beside the editors; fails with its message and code. */
async function ask(query, variables, accessToken) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json, application/json' };
  if (accessToken) headers.Authorization = `Bearer ${accessToken}`;
  const body = JSON.stringify({ query, variables });
  // `keepalive`: signing out and closing the tab at once still signs out.
  const response = await fetch('/graphql', { method: 'POST', headers, body, credentials: 'same-origin', redirect: 'error', keepalive: true });
  const { data, errors } = await response.json();
  if (!errors?.length) return data;
  throw Object.assign(new Error(errors[0].message), { code: errors[0].extensions?.code });
}

let timer;
let lastAttempt = 0;

function keep(credentials) {
  kept.set(KEY, credentials ? JSON.stringify(credentials) : '');
  session.set(credentials);
  schedule();
}

const left = () => Date.parse(session.get()?.accessTokenExpiresAt) - Date.now();
const isDue = () => session.get() !== null && !(left() > MARGIN);

function schedule() {
  clearTimeout(timer);
  if (!session.get()) return;
  const soonest = lastAttempt + PAUSE - Date.now();
  timer = setTimeout(() => isDue() && renew(), Math.max(left() - MARGIN || 0, soonest, 0) + 100);
}

// A tab that is duplicated has the same refresh token, which is good once: who renews tells the other.
const tabs = typeof BroadcastChannel === 'function' ? new BroadcastChannel('communique:session') : null;
const tell = (was, now) => tabs?.postMessage({ was: was.refreshToken, now });
tabs?.addEventListener('message', ({ data: { was, now } }) => {
  if (session.get()?.refreshToken !== was) return;
  keep(now);
  notice.set(now ? '' : 'You have signed out in a copy of this tab. Nothing in the editors is lost.');
});

let renewal = null;

/** Renews the credentials. A refresh token is good once: two who ask at the same time share one renewal. */
export function renew() {
  renewal ??= exchange().finally(() => {
    renewal = null;
    schedule();
  });
  return renewal;
}

async function exchange() {
  const before = session.get();
  if (!before) return;
  lastAttempt = Date.now();
  try {
    const { refreshSession } = await ask(REFRESH, { token: before.refreshToken });
    tell(before, refreshSession);
    keep(refreshSession);
    notice.set('');
  } catch (error) {
    if (error.code !== 'UNAUTHENTICATED') {
      notice.set(`Your session could not be renewed yet: ${error.message}. It is tried again.`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, NEWS));
    if (session.get() !== before) return; // another tab was quicker
    keep(null);
    notice.set('Your session has ended. Sign in again: nothing in the editors is lost.');
  }
}

/** Makes sure that the token is good for the next request: the timer sleeps when the computer does. */
export async function fresh() {
  if (renewal || (isDue() && Date.now() - lastAttempt > PAUSE)) await renew();
}

const MUST_SET_UP =
  'You are signed in, but your role needs a second factor, and until you have one you can do nothing else: run beginTotp, then confirmTotp.';

/** `code` is that of the second factor, where the server has asked for it. */
export async function signIn(email, password, code) {
  const { signIn: answer } = await ask(SIGN_IN, { email, password, code: code || null });
  const { mustSetUpSecondFactor, ...credentials } = answer;
  setToken(''); // it would come into effect again at the end of the session, unexpectedly
  notice.set(mustSetUpSecondFactor ? MUST_SET_UP : '');
  lastAttempt = 0;
  keep(credentials);
}

export async function signOut() {
  await fresh();
  const before = session.get();
  notice.set('');
  if (!before) return;
  keep(null);
  tell(before, null);
  try {
    await ask(SIGN_OUT, {}, before.accessToken);
  } catch (error) {
    notice.set(`You are signed out in this tab, but the server did not end the session: ${error.message}`);
  }
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') fresh();
});
schedule();
