// Subscriptions with the client graphql-ws, and the rules of its protocol (graphql-transport-ws).
//   node subscriptions.mjs http://127.0.0.1:8080/graphql TOKEN
// TOKEN: of an editor, with the scopes IMPORT, PROPOSE and APPLY; $COMMUNIQUE_TOKEN will do. What the cases write stays.
// Subscriptions that the schema has and CASES has not are a failure: each has a case here.
import { createClient } from 'graphql-ws';
import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import WebSocket from 'ws';
import { address, ask, finish, report, short, step } from './report.mjs';

const url = address('node subscriptions.mjs URL TOKEN');
const token = process.argv[3] ?? process.env.COMMUNIQUE_TOKEN;
if (!token) {
  console.error('usage: node subscriptions.mjs URL TOKEN');
  process.exit(2);
}
const socketUrl = url.replace(/^http/, 'ws');
const WAIT = 20_000;
const run = `${Date.now()}-${process.pid}`;

/**
 * One case for each subscription:
 *   prepare  before subscribing; gives the variables
 *   query    the subscription
 *   act      after subscribing: what must make an event; nothing where the subscription speaks by itself
 *   expect   whether an event, as the value of the field, is the one that is waited for
 *   ends     whether the server completes the subscription after it
 *   needsToken whether a client without a token is refused
 */
const CASES = {
  importProgress: {
    needsToken: true,
    prepare: async () => {
      const lines = Array.from({ length: 200 }, (_, index) => JSON.stringify({ type: 'Topic', key: `subscriptions/${run}/${index}`, label: `Topic ${run} ${index}` }));
      const mutation = 'mutation($file: Upload) { applyImport(file: $file, title: "subscriptions") { job { id } } }';
      const data = await ask(url, mutation, {}, { token, file: { name: 'topics.jsonl', text: lines.join('\n') } });
      return { id: data.applyImport.job.id };
    },
    query: 'subscription($id: ID!) { importProgress(id: $id) { jobId state done total created invalid } }',
    expect: (event, { id }) => event.jobId === id && event.state === 'DONE' && event.done === 200 && event.created === 200 && event.total === 200,
    ends: true,
  },
  recordChanged: {
    query: 'subscription { recordChanged(recordKinds: [TOPIC]) { position operation recordKind recordId } }',
    act: () => ask(url, 'mutation($label: String!) { createTopic(input: { label: $label }) { recordId } }', { label: `Followed ${run}` }, { token }),
    expect: (event) => event.recordKind === 'TOPIC' && event.operation === 'CREATE' && event.position > 0,
  },
  statementChanged: {
    query: 'subscription($title: String!) { statementChanged(filter: { title: $title }) { position operation passes statement { title } } }',
    prepare: () => ({ title: `Followed statement ${run}` }),
    act: ({ title }) => ask(url, 'mutation($title: String!) { createStatement(input: { kind: SPEECH, title: $title, holding: TITLE_ONLY }) { recordId } }', { title }, { token }),
    expect: (event, { title }) => event.passes === true && event.statement?.title === title,
  },
  changeSetChanged: {
    needsToken: true,
    query: 'subscription($id: ID!) { changeSetChanged(id: $id) { id state } }',
    prepare: async () => {
      const mutation = 'mutation($label: String!) { createTopic(input: { label: $label }) { changeSet { id } } }';
      const data = await ask(url, mutation, { label: `Reviewed ${run}` }, { token });
      return { id: data.createTopic.changeSet.id };
    },
    expect: (event, { id }) => event.id === id && event.state === 'APPLIED',
  },
};

const within = (promise, what) =>
  Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error(`no ${what} within ${WAIT / 1000} s`)), WAIT).unref())]);

/** A client as an app has it: connected at once, and not again after a failure. */
const connect = (connectionParams) => createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams, lazy: true, retryAttempts: 0 });
const bearer = (value) => (value ? { Authorization: `Bearer ${value}` } : {});

/** Subscribes and gives the events of one field until one is as expected, or the server completes. */
async function follow(field, test) {
  const variables = (await test.prepare?.()) ?? {};
  const client = connect(bearer(token));
  const events = [];
  try {
    const reading = (async () => {
      const answers = client.iterate({ query: test.query, variables });
      let next = answers.next();
      if (test.act) {
        await new Promise((resolve) => setTimeout(resolve, 500)); // the subscription is on its way; the protocol does not confirm it
        await test.act(variables);
      }
      for (;;) {
        const { done, value } = await next;
        if (done) return 'completed';
        if (value.errors) throw new Error(value.errors.map((error) => error.message).join(' | '));
        events.push(value.data[field]);
        if (!test.ends && test.expect(events.at(-1), variables)) {
          await answers.return?.();
          return 'seen';
        }
        next = answers.next();
      }
    })();
    const ended = await within(reading, 'expected event');
    report(events.some((event) => test.expect(event, variables)), `${field} tells what is expected (${events.length} events)`, events.at(-1) ?? 'no event at all');
    if (test.ends) report(ended === 'completed' && test.expect(events.at(-1), variables), `${field} is completed after its last event`, events.at(-1));
  } finally {
    await client.dispose();
  }
  if (test.needsToken) {
    const stranger = connect(bearer());
    let told = 'events';
    try {
      const first = await within(stranger.iterate({ query: test.query, variables }).next(), 'answer');
      if (first.value?.errors) told = first.value.errors[0].extensions?.code ?? first.value;
    } catch (errors) {
      told = Array.isArray(errors) ? errors[0].extensions?.code ?? errors : errors.message ?? errors.reason;
    } finally {
      await stranger.dispose();
    }
    report(told === 'UNAUTHENTICATED', `${field} is refused without a token`, told);
  }
}

/** Speaks the protocol by hand: sends messages as they are, and gives what comes back until `until` holds or the socket closes. */
function speak(messages, { protocols = ['graphql-transport-ws'], until = () => false, wait = 3000 } = {}) {
  return new Promise((resolve) => {
    const socket = new WebSocket(socketUrl, protocols);
    const got = { messages: [], code: null, refused: null };
    const timer = setTimeout(() => socket.terminate(), wait);
    const end = () => {
      clearTimeout(timer);
      resolve(got);
    };
    socket.on('open', () => messages.forEach((message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message))));
    socket.on('message', (text) => {
      got.messages.push(JSON.parse(text));
      if (until(got.messages)) socket.close(1000);
    });
    socket.on('unexpected-response', (_, response) => {
      got.refused = response.statusCode;
      socket.terminate();
    });
    socket.on('error', () => {});
    socket.on('close', (code) => {
      got.code = code;
      end();
    });
  });
}

const INIT = { type: 'connection_init' };
const ASK = (id, query) => ({ id, type: 'subscribe', payload: { query } });
const hasType = (type) => (messages) => messages.some((message) => message.type === type);

await step('every subscription has a case', async () => {
  const schema = buildClientSchema(await ask(url, getIntrospectionQuery()));
  const fields = Object.keys(schema.getSubscriptionType()?.getFields() ?? {});
  const missing = fields.filter((field) => !CASES[field]);
  report(missing.length === 0, `every subscription has a case: ${fields.join(', ')}`, `none for ${missing.join(', ')}`);
  for (const field of fields.filter((name) => CASES[name])) await step(`${field} can be followed`, () => follow(field, CASES[field]));
});

await step('the protocol is kept', async () => {
  let seen = await speak([INIT], { until: hasType('connection_ack') });
  report(hasType('connection_ack')(seen.messages), 'connection_init is acknowledged', seen);
  seen = await speak([INIT, { type: 'ping', payload: { a: 1 } }], { until: hasType('pong') });
  report(hasType('pong')(seen.messages), 'ping is answered by pong', seen);
  seen = await speak([ASK('1', 'subscription { __typename }')]);
  report(seen.code === 4401, 'subscribing before connection_init closes with 4401', seen);
  seen = await speak([INIT, INIT]);
  report(seen.code === 4429, 'a second connection_init closes with 4429', seen);
  seen = await speak([INIT, { type: 'nonsense' }]);
  report(seen.code === 4400, 'a message of an unknown type closes with 4400', seen);
  seen = await speak([INIT, 'no JSON']);
  report(seen.code === 4400, 'what is no JSON closes with 4400', seen);
  seen = await speak([INIT, { id: '1', type: 'subscribe' }]);
  report(seen.code === 4400, 'subscribe without a payload closes with 4400', seen);
  seen = await speak([{ ...INIT, payload: bearer('cq_wrong') }]);
  report(seen.code === 4403, 'a bad token closes with 4403', seen);
  seen = await speak([INIT, ASK('1', '{ viewer { id } }')], { until: hasType('error') });
  report(hasType('error')(seen.messages) || seen.messages.some((message) => message.payload?.errors), 'a query is refused, not answered', seen);
  seen = await speak([INIT, ASK('1', 'subscription { nothing }')], { until: hasType('error') });
  report(seen.messages.some((message) => message.type === 'error' && message.id === '1' && Array.isArray(message.payload)), 'a subscription that does not validate gets an error message', seen);
  seen = await speak([], { protocols: ['graphql-ws'] });
  report(seen.refused === 400, 'another subprotocol is refused with HTTP 400', seen);
  seen = await speak([INIT, { id: '1', type: 'complete' }, { type: 'ping' }], { until: hasType('pong') });
  report(hasType('pong')(seen.messages), 'completing what was never subscribed does no harm', seen);
});
if (process.env.COMMUNIQUE_SLOW) {
  await step('a silent client', async () => {
    const seen = await speak([], { wait: 15_000 });
    report(seen.code === 4408, 'a client that does not greet is closed with 4408', short(seen));
  });
}
finish();
