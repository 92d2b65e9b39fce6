// The operations that the GraphiQL page offers (examples.json, jobs.json) against the committed schema; needs no server.
//   node operations.mjs
// Prints `ok …` / `fail …` lines and `N passed, N failed`.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildSchema, getVariableValues, parse, validate } from 'graphql';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file) => readFile(path.join(root, file), 'utf8');
const schema = buildSchema(await read('schema.graphql'));

let passed = 0;
let failed = 0;
function report(what, faults) {
  if (faults.length) failed += 1;
  else passed += 1;
  console.log(`${faults.length ? 'fail' : 'ok'} ${what}${faults.length ? `: ${faults.join(' | ')}` : ''}`);
}

/** The variables as they are sent once somebody has filled in what stands in <…>. */
function filledIn(value) {
  if (Array.isArray(value)) return value.map(filledIn);
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filledIn(inner)]));
  if (typeof value === 'string' && /^<\w+ version>$/.test(value)) return 1;
  return value;
}

function faultsOf({ query, variables = {} }, isJob) {
  const lines = [query].flat();
  const document = parse(lines.join('\n'));
  const faults = validate(schema, document).map((error) => error.message);
  const operations = document.definitions.filter((definition) => definition.kind === 'OperationDefinition');
  if (operations.length !== 1 || !operations[0].name) return [...faults, 'it must be one operation with a name'];
  if (faults.length) return faults;
  const [{ variableDefinitions = [] }] = operations;
  const { errors = [] } = getVariableValues(schema, variableDefinitions, filledIn(variables));
  faults.push(...errors.map((error) => error.message));
  const declared = variableDefinitions.map((definition) => definition.variable.name.value);
  faults.push(...Object.keys(variables).filter((key) => !declared.includes(key)).map((key) => `it takes no variable "${key}"`));
  if (isJob && !lines[0].startsWith('# Fill in: ')) faults.push('its first line does not say what to fill in');
  return faults;
}

for (const file of ['examples.json', 'jobs.json']) {
  const list = JSON.parse(await read(`api/assets/graphiql/${file}`));
  const names = list.map((operation) => operation.name);
  report(`${file} lists ${list.length} operations, each name once`, names.filter((name, index) => names.indexOf(name) !== index));
  for (const operation of list) {
    let faults;
    try {
      faults = faultsOf(operation, file === 'jobs.json');
    } catch (error) {
      faults = [error.message];
    }
    report(`${file}: "${operation.name}" is valid`, faults);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
