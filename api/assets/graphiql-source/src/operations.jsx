// The lists beside the editors: examples for everybody, curation jobs for those who work on the archive.
import { useEffect } from 'react';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { fill } from './placeholders.js';
import { session } from './session.js';
import { jobsAreOpen, token } from './store.js';
import { useCell } from './use-cell.js';

/** Opens an operation in a tab of its own. */
function useOpen() {
  const { addTab } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  return (query, variables) => {
    if (!queryEditor) return;
    if (queryEditor.getValue().trim()) addTab(); // an empty tab is used as it is
    queryEditor.setValue(query);
    variableEditor?.setValue(variables);
    queryEditor.focus();
    // Its tab may be one of many.
    setTimeout(() => document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
  };
}

function Entries({ operations, note, onOpen }) {
  return (
    <ul>
      {operations.map((operation) => (
        <li key={operation.name}>
          <button type="button" onClick={() => onOpen(operation)}>
            <span>{operation.name}</span>
            {note(operation) && <em>{note(operation)}</em>}
            {operation.description && <small>{operation.description}</small>}
          </button>
        </li>
      ))}
    </ul>
  );
}

export function Examples({ examples }) {
  const open = useOpen();
  return (
    <section className="cq-list" aria-label="Examples">
      <div className="cq-list-title">Examples</div>
      <p>Each opens in a tab of its own; the play button runs it.</p>
      <Entries
        operations={examples}
        note={(example) => example.token && 'needs a token'}
        onOpen={({ query, variables }) => open(query, variables)}
      />
    </section>
  );
}

/** Where the list covers the editors (see app.css). */
const NARROW = '(max-width: 700px)';

export function Jobs({ jobs }) {
  const open = useOpen();
  const user = useCell(session)?.user;
  const hasToken = useCell(token).trim() !== '';
  useEffect(() => {
    jobsAreOpen.set(true);
    return () => jobsAreOpen.set(false);
  }, []);
  function start({ query, variables }) {
    open(query, fill(variables));
    if (matchMedia(NARROW).matches) toggleJobs();
  }
  const groups = [...new Set(jobs.map((job) => job.group))];
  return (
    <section className="cq-list cq-jobs" aria-label="Curation jobs">
      <div className="cq-list-title">Curation jobs</div>
      <p>
        {user || hasToken ? '' : 'Most need an account: sign in above. '}
        Each opens in a tab of its own, with ids and versions of the last answers filled in. In the variables, replace what
        stands in &lt;…&gt; before you run it.
      </p>
      {groups.map((group) => (
        <div key={group} role="group" aria-label={group}>
          <h2>{group}</h2>
          <Entries
            operations={jobs.filter((job) => job.group === group)}
            note={(job) => job.editor && user?.role === 'CONTRIBUTOR' && 'for editors'}
            onOpen={start}
          />
        </div>
      ))}
    </section>
  );
}

/** Shows or hides the list of jobs, as GraphiQL's own button does: its layout follows no other call. */
export function toggleJobs() {
  document.querySelector('.graphiql-sidebar button[aria-label$=" Curation jobs"]')?.click();
}
