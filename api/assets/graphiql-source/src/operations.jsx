// The list beside the editors: examples for everybody.
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';

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
