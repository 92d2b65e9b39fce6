import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useGraphiQL } from '@graphiql/react';
import 'graphiql/style.css';
import './app.css';
import { Account } from './account.jsx';
import { loadExamples, loadJobs, seedTabs } from './examples.js';
import { fetcher } from './fetcher.js';
import { Examples, Jobs, toggleJobs } from './operations.jsx';
import { jobsAreOpen, lastResponse } from './store.js';
import { useCell } from './use-cell.js';

// Monaco's workers, served beside this script.
const WORKERS = { json: 'json.worker.js', graphql: 'graphql.worker.js' };
globalThis.MonacoEnvironment = {
  getWorker: (_moduleId, label) =>
    new Worker(`/graphiql/${WORKERS[label] ?? 'editor.worker.js'}`, { name: label }),
};

/** Wide enough for the list of jobs beside the editors. */
const WIDE = '(min-width: 1000px)';

function Bar() {
  const isOpen = useCell(jobsAreOpen);
  return (
    <header className="cq-bar">
      <div className="cq-name">
        <img src="/graphiql/icon.svg" alt="" width="22" height="22" />
        <strong>Communiqué</strong>
        <span>GraphiQL</span>
      </div>
      <button type="button" aria-pressed={isOpen} onClick={toggleJobs}>
        Curation jobs
      </button>
      <Account onSignedIn={() => matchMedia(WIDE).matches && !jobsAreOpen.get() && toggleJobs()} />
    </header>
  );
}

/** Long lines are wrapped: what a job says at its top is to be read. */
function Wrapping() {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  useEffect(() => queryEditor?.updateOptions({ wordWrap: 'on' }), [queryEditor]);
  return null;
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

function JobsIcon(props) {
  return (
    <svg viewBox="0 0 16 16" width="1em" height="1em" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" strokeLinejoin="round" {...props}>
      <path d="M2.2 4 3.2 5 5 2.8M2.2 8.6 3.2 9.6 5 7.4M2.2 13.2 3.2 14.2 5 12M7.5 4h6.3M7.5 8.6h6.3M7.5 13.2h6.3" />
    </svg>
  );
}

function Page({ examples, plugins }) {
  return (
    <>
      <Bar />
      <main className="cq-main">
        <GraphiQL
          fetcher={fetcher}
          plugins={plugins}
          inputValueDeprecation
          defaultEditorToolsVisibility="variables"
          shouldPersistHeaders={false}
          defaultTabs={examples.filter((example) => example.tab).map(({ query, variables }) => ({ query, variables }))}
        >
          <GraphiQL.Logo>
            <></>
          </GraphiQL.Logo>
          <GraphiQL.Footer>
            <Wrapping />
            <ResponseFacts />
          </GraphiQL.Footer>
        </GraphiQL>
      </main>
    </>
  );
}

const [examples, jobs] = await Promise.all([loadExamples(), loadJobs()]);
try {
  seedTabs(localStorage, examples);
} catch {
  // No localStorage at all.
}
const plugins = [
  HISTORY_PLUGIN,
  { title: 'Curation jobs', icon: JobsIcon, content: () => <Jobs jobs={jobs} /> },
  { title: 'Examples', icon: ExamplesIcon, content: () => <Examples examples={examples} /> },
];
createRoot(document.getElementById('root')).render(<Page examples={examples} plugins={plugins} />);
