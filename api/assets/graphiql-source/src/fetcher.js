import { parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { learn, missing } from './placeholders.js';
import { bearer, fresh, renew, session } from './session.js';
import { lastResponse, refused, token } from './store.js';

const ENDPOINT = '/graphql';
const INTROSPECTION = 'IntrospectionQuery';

const subscriptionsOn =
  document.querySelector('meta[name="communique-subscriptions"]')?.content === 'on';

const ENDED = 'Request not sent: your session has ended. Sign in again, then execute it again.';

function errorResult(message) {
  return { errors: [{ message }] };
}

async function overHttp(params, editorHeaders, isSecond = false) {
  const wasSignedIn = session.get() !== null;
  await fresh();
  const shown = params.operationName !== INTROSPECTION;
  if (wasSignedIn && !session.get() && shown) return errorResult(ENDED);
  const headers = new Headers({
    'Content-Type': 'application/json',
    Accept: 'application/graphql-response+json, application/json',
  });
  const sent = bearer();
  try {
    if (sent) headers.set('Authorization', `Bearer ${sent}`);
    // The headers editor has the last word.
    for (const [name, value] of Object.entries(editorHeaders ?? {})) headers.set(name, String(value));
  } catch {
    return errorResult('Request not sent: the access token or a header contains characters that HTTP does not allow.');
  }

  const started = performance.now();
  let response, text;
  try {
    response = await fetch(ENDPOINT, {
      method: 'POST',
      headers,
      body: JSON.stringify(params),
      credentials: 'same-origin',
      redirect: 'error',
    });
    text = await response.text();
  } catch (error) {
    if (shown) lastResponse.set(null);
    return errorResult(`No answer from the server: ${error.message}`);
  }
  const isRefused = response.status === 401 && headers.get('Authorization') === `Bearer ${sent}`;
  if (isRefused && session.get() && !isSecond) {
    // The token ended earlier than this computer's clock tells. Nothing was executed, so it may be sent once more.
    await renew();
    if (!session.get() && shown) return errorResult(ENDED);
    return overHttp(params, editorHeaders, true);
  }
  refused.set(isRefused && !session.get());
  if (shown) {
    lastResponse.set({
      status: response.status,
      type: (response.headers.get('Content-Type') ?? '').split(';')[0],
      bytes: new TextEncoder().encode(text).length,
      ms: Math.round(performance.now() - started),
    });
  }
  try {
    const result = JSON.parse(text);
    if (shown) learn(result.data);
    return result;
  } catch {
    return errorResult(`HTTP ${response.status} ${response.statusText}: ${text.slice(0, 500) || 'empty answer'}`);
  }
}

let wsClient = null;
let asker = session.get()?.user;
function reconnect() {
  wsClient?.dispose(); // the next subscription connects with the new token
  wsClient = null;
}
token.subscribe(reconnect);
session.subscribe(() => {
  // A renewal goes on as the same account: what runs may run on.
  const now = session.get()?.user;
  if (JSON.stringify(now) !== JSON.stringify(asker)) reconnect();
  asker = now;
});

function overWebSocket(params) {
  wsClient ??= createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${ENDPOINT}`,
    connectionParams: async () => {
      await fresh();
      return bearer() ? { Authorization: `Bearer ${bearer()}` } : {};
    },
  });
  return wsClient.iterate(params); // GraphiQL takes an async iterable
}

/** The operations of a document, or none if it cannot be read (the server then says why). */
function operationsOf(query) {
  try {
    return parse(query).definitions.filter((definition) => definition.kind === 'OperationDefinition');
  } catch {
    return [];
  }
}

export function fetcher(params, options) {
  const blanks = missing(params.variables);
  if (blanks.length) return errorResult(`Request not sent: in the variables, replace ${[...new Set(blanks)].join(', ')} first.`);
  const operations = operationsOf(params.query);
  let chosen = operations.find((operation) => operation.name?.value === params.operationName);
  if (!chosen && operations.length === 1) {
    // GraphiQL learns of another tab's operation a moment late: there is only one that can be meant.
    chosen = operations[0];
    params = { ...params, operationName: chosen.name?.value };
  }
  if (chosen?.operation === 'subscription') {
    return subscriptionsOn
      ? overWebSocket(params)
      : errorResult('This server does not offer subscriptions.');
  }
  return overHttp(params, options?.headers);
}
