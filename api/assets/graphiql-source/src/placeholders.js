// Placeholders in the variables of curation jobs, such as "<Person id>" or "<record version>": what an answer has told is
// filled in when a job is opened, the rest is left for people, and nothing is sent before it is replaced.

/** By kind, and under "record" for any kind, the record of the newest answer that names one: {id, version}. */
const known = new Map();

/** Remembers the records of an answer, of each kind the first. */
export function learn(data) {
  const found = new Map();
  function add(kind, id, version) {
    if (kind && id != null && !found.has(kind)) found.set(kind, { id, version });
  }
  (function look(value) {
    if (value === null || typeof value !== 'object') return;
    const { __typename: kind, id, version, recordId, changeSetId } = value;
    add(kind, id, version);
    add('ChangeSet', changeSetId);
    if (kind && version != null) add('record', id, version);
    Object.values(value).forEach(look);
    add('record', recordId, version); // after what is inside: a payload's record tells its version
  })(data);
  for (const [kind, record] of found) known.set(kind, record);
}

/** The variables with what is known; a version becomes a number. */
export const fill = (variables) =>
  variables.replace(/"<(\w+) (id|version)>"/g, (placeholder, kind, field) => {
    const value = known.get(kind)?.[field];
    return value == null ? placeholder : JSON.stringify(value);
  });

const PLACEHOLDER = /"<[^"<>]+>"/g;
const all = new Set();

/** Tells which placeholders there are: "<applause>" in a text is none. */
export function register(variables) {
  for (const placeholder of variables.match(PLACEHOLDER) ?? []) all.add(placeholder);
}

/** The placeholders that are left in variables. */
export const missing = (variables) => (JSON.stringify(variables ?? {}).match(PLACEHOLDER) ?? []).filter((placeholder) => all.has(placeholder));
