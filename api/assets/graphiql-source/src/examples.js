// The operations that the page offers: /graphiql/examples.json, [{name, query, variables?, description?, tab?, token?}], and
// /graphiql/jobs.json, the same with `group` and `editor`.
import { register } from './placeholders.js';

const SEEDED_KEY = 'communique:seeded-tabs';

const text = (value) => (Array.isArray(value) ? value.join('\n') : String(value ?? '')).trim() + '\n';

function variablesText(value) {
  if (value == null || value === '') return '';
  if (typeof value === 'string') return value;
  return Object.keys(value).length ? JSON.stringify(value, null, 2) : '';
}

async function load(address) {
  try {
    const response = await fetch(address, { headers: { Accept: 'application/json' }, cache: 'no-cache' });
    if (!response.ok) return [];
    return (await response.json()).map((operation) => ({
      name: String(operation.name),
      query: text(operation.query),
      variables: variablesText(operation.variables),
      description: String(operation.description ?? ''),
      group: String(operation.group ?? ''),
      tab: operation.tab !== false,
      token: operation.token === true,
      editor: operation.editor === true,
    }));
  } catch {
    return [];
  }
}

const HELLO = { name: 'Hello', query: 'query Hello {\n  __typename\n}\n', variables: '', description: '', tab: true };

export async function loadExamples() {
  const list = await load('/graphiql/examples.json');
  return list.length ? list : [HELLO];
}

export async function loadJobs() {
  const list = await load('/graphiql/jobs.json');
  for (const job of list) register(job.variables);
  return list;
}

const operationName = (query) => /^(?!#).*(?:query|subscription|mutation)\s+(\w+)/m.exec(query)?.[1] ?? null;
const contents = (tabs) => JSON.stringify(tabs.map((tab) => [tab.query ?? '', tab.variables ?? '']));

/**
 * Puts the examples into the tabs, by writing what GraphiQL would have stored itself (its `defaultTabs` property
 * would leave the first tab's variables out). Tabs somebody has changed are left alone.
 */
export function seedTabs(storage, examples) {
  const tabs = examples
    .filter((example) => example.tab)
    .map(({ query, variables }, index) => ({
      id: `example-${index}`,
      hash: null,
      title: operationName(query) ?? '<untitled>',
      query,
      variables,
      headers: null,
      operationName: operationName(query),
      response: null,
    }));
  if (!tabs.length) return;
  try {
    const stored = storage.getItem('graphiql:tabState');
    if (stored) {
      const now = contents(JSON.parse(stored).tabs);
      if (now !== storage.getItem(SEEDED_KEY) || now === contents(tabs)) return;
    }
    storage.setItem('graphiql:tabState', JSON.stringify({ tabs, activeTabIndex: 0 }));
    storage.setItem('graphiql:query', tabs[0].query);
    storage.setItem('graphiql:variables', tabs[0].variables);
    storage.setItem(SEEDED_KEY, contents(tabs));
  } catch {
    // Storage switched off or full: `defaultTabs` does it.
  }
}
