import { useEffect, useState, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import 'graphiql/style.css';
import './app.css';
import { loadExamples, seedTabs } from './examples.js';
import { fetcher } from './fetcher.js';
import { lastResponse, refused, setToken, token } from './store.js';

// Monaco's workers, served beside this script.
const WORKERS = { json: 'json.worker.js', graphql: 'graphql.worker.js' };
globalThis.MonacoEnvironment = {
  getWorker: (_moduleId, label) =>
    new Worker(`/graphiql/${WORKERS[label] ?? 'editor.worker.js'}`, { name: label }),
};

const useCell = (cell) => useSyncExternalStore(cell.subscribe, cell.get);

function TokenBar() {
  const value = useCell(token);
  const isRefused = useCell(refused);
  const state = isRefused
    ? 'The server did not accept this token.'
    : value.trim()
      ? 'Sent with every request, kept in this tab only.'
      : 'Optional. Without it you ask as anybody.';
  return (
    <header className="cq-bar">
      <div className="cq-name">
        <img src="/graphiql/icon.svg" alt="" width="22" height="22" />
        <strong>Communiqué</strong>
        <span>GraphiQL</span>
      </div>
      <form className="cq-token" autoComplete="off" onSubmit={(event) => event.preventDefault()}>
        <label htmlFor="cq-token">Access token</label>
        <input
          id="cq-token"
          type="password"
          value={value}
          placeholder="paste a token"
          autoComplete="off"
          spellCheck={false}
          data-1p-ignore=""
          data-lpignore="true"
          aria-describedby="cq-token-state"
          aria-invalid={isRefused}
          onChange={(event) => setToken(event.target.value)}
        />
        <button type="button" disabled={!value} onClick={() => setToken('')}>
          Clear
        </button>
        <span id="cq-token-state" className={isRefused ? 'cq-refused' : undefined} role="status">
          {state}
        </span>
      </form>
    </header>
  );
}

function size(bytes) {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
}

/** Status, time and size of the answer in the pane: of the tab that is open. */
function ResponseFacts() {
  const newest = useCell(lastResponse);
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id);
  const [byTab, setByTab] = useState({});
  useEffect(() => {
    setByTab((before) => ({ ...before, [tab]: newest }));
  }, [newest]); // not `tab`: another tab has an answer of its own
  const last = byTab[tab];
  if (!last) return null;
  return (
    <div className="cq-facts" role="status">
      <span className={last.status < 400 ? 'cq-good' : 'cq-bad'}>HTTP {last.status}</span>
      <span>{last.ms} ms</span>
      <span>{size(last.bytes)}</span>
      <span>{last.type}</span>
    </div>
  );
}

function ExamplesIcon(props) {
  return (
    <svg viewBox="0 0 16 16" width="1em" height="1em" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" strokeLinejoin="round" {...props}>
      <rect x="2" y="2.5" width="12" height="11" rx="1.5" />
      <path d="M4.6 6 6.6 8 4.6 10M8.2 10.2h3.2" />
    </svg>
  );
}

function Examples({ examples }) {
  const { addTab } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  function open({ query, variables }) {
    if (!queryEditor) return;
    if (queryEditor.getValue().trim()) addTab(); // an empty tab is used as it is
    queryEditor.setValue(query);
    variableEditor?.setValue(variables);
    queryEditor.focus();
  }
  return (
    <section className="cq-examples" aria-label="Examples">
      <div className="cq-examples-title">Examples</div>
      <p>Each opens in a tab of its own; the play button runs it.</p>
      <ul>
        {examples.map((example) => (
          <li key={example.name}>
            <button type="button" onClick={() => open(example)}>
              <span>{example.name}</span>
              {example.token && <em>needs a token</em>}
              {example.description && <small>{example.description}</small>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Page({ examples, plugins }) {
  return (
    <>
      <TokenBar />
      <main className="cq-main">
        <GraphiQL
          fetcher={fetcher}
          plugins={plugins}
          inputValueDeprecation
          shouldPersistHeaders={false}
          defaultTabs={examples.filter((example) => example.tab).map(({ query, variables }) => ({ query, variables }))}
        >
          <GraphiQL.Logo>
            <></>
          </GraphiQL.Logo>
          <GraphiQL.Footer>
            <ResponseFacts />
          </GraphiQL.Footer>
        </GraphiQL>
      </main>
    </>
  );
}

const examples = await loadExamples();
try {
  seedTabs(localStorage, examples);
} catch {
  // No localStorage at all.
}
const plugins = [
  HISTORY_PLUGIN,
  { title: 'Examples', icon: ExamplesIcon, content: () => <Examples examples={examples} /> },
];
createRoot(document.getElementById('root')).render(<Page examples={examples} plugins={plugins} />);
