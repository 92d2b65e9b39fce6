// Runs what the documents show against a server: every ```graphql block, with its variables, and compares the answer that is shown.
//   node documents.mjs http://127.0.0.1:8080/graphql [--token TOKEN] [FILE.md …]
// README.md and docs/*.md if no file is named. The archive must be that of `communique serve --demo`. TOKEN, or $COMMUNIQUE_TOKEN: of an editor;
// without it mutations, and what only signed-in people may ask, are validated but not run. With it what mutations write stays.
//
// In a document:
//   ```graphql          is validated and run. One operation in a block.
//   ```json variables   behind it: its variables. Without it they are those of the GraphiQL tab or job of the same operation name.
//   ```json             behind these: an answer. It must be found in the real one, as a part: fields may be left out, lists cut off at the end,
//                       and "…" in a text stands for anything.
// "<Name path.to.value>" in variables is looked up in the answer to the operation Name, further up in the same document.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildSchema, parse, print, validate } from 'graphql';
import { address, finish, report, short, step } from './report.mjs';

const USAGE = 'node documents.mjs URL [--token TOKEN] [FILE.md ...]';
const url = address(USAGE);
const { values, positionals } = parseArgs({ args: process.argv.slice(3), allowPositionals: true, options: { token: { type: 'string' } } });
const token = values.token ?? process.env.COMMUNIQUE_TOKEN;
const root = path.resolve(import.meta.dirname, '../..');
const schema = buildSchema(await readFile(path.join(root, 'schema.graphql'), 'utf8'));

const files = positionals.length
  ? positionals.map((file) => path.resolve(file))
  : [path.join(root, 'README.md'), ...(await readdir(path.join(root, 'docs'))).filter((name) => name.endsWith('.md')).sort().map((name) => path.join(root, 'docs', name))];

const page = [];
for (const name of ['examples.json', 'jobs.json']) page.push(...JSON.parse(await readFile(path.join(root, 'api/assets/graphiql', name), 'utf8')));

/** The fenced blocks of a document: what stands behind ```, the text, the line. */
function blocksOf(text) {
  const blocks = [];
  let block = null;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^(\s*)```(.*)$/.exec(line);
    if (!fence) block?.lines.push(line);
    else if (block) {
      blocks.push({ info: block.info, line: block.line, text: block.lines.join('\n') });
      block = null;
    } else block = { info: fence[2].trim(), line: index + 1, lines: [] };
  }
  if (block) throw new Error(`the block of line ${block.line} has no end`);
  return blocks;
}

/** What is shown, as JSON: one value, or what is wrong with it. */
function json(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`the JSON is none: ${error.message}`);
  }
}

/** Whether `shown` is a part of `real`: fields may be left out, lists cut off, and … stands for any text. */
function isPart(shown, real) {
  if (Array.isArray(shown)) return Array.isArray(real) && shown.length <= real.length && shown.every((one, index) => isPart(one, real[index]));
  if (shown !== null && typeof shown === 'object') {
    return real !== null && typeof real === 'object' && Object.entries(shown).every(([key, inner]) => key in real && isPart(inner, real[key]));
  }
  if (typeof shown === 'string' && shown.includes('…') && typeof real === 'string') {
    const pattern = shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\S]*');
    return new RegExp(`^${pattern}$`).test(real);
  }
  return shown === real;
}
/** Whether it is a part of any value within. */
const occurs = (shown, real) => isPart(shown, real) || (real !== null && typeof real === 'object' && Object.values(real).some((inner) => occurs(shown, inner)));

/** Variables with what stands in <…> looked up in the answers so far. */
function lookedUp(value, answers) {
  if (Array.isArray(value)) return value.map((inner) => lookedUp(inner, answers));
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, lookedUp(inner, answers)]));
  const place = typeof value === 'string' && /^<(\w+) ([\w.]+)>$/.exec(value);
  if (!place) return value;
  const found = place[2].split('.').reduce((inner, key) => inner?.[key], answers[place[1]]);
  if (found === undefined) throw new Error(`${value} is not in the answer of ${place[1]}`);
  return found;
}

/** The variables of the tab of the GraphiQL page with the operation's name, where it asks for the same ones. */
function fromPage(operation) {
  const wanted = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const tab = page.find(({ query, variables = {} }) => {
    const [there] = parse([query].flat().join('\n')).definitions;
    return there.name?.value === operation.name?.value && Object.keys(variables).length && Object.keys(variables).every((key) => wanted.includes(key));
  });
  return tab?.variables ?? {};
}

async function send(query, variables) {
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const answer = await response.json();
  answer.errors = answer.errors?.map(({ message, path: at, extensions }) => `${at?.join('.') ?? 'document'}: ${extensions?.code}: ${message}`);
  return answer;
}

let ran = 0;
let left = 0;
for (const file of files) {
  const name = path.relative(root, file);
  await step(name, async () => {
    const blocks = blocksOf(await readFile(file, 'utf8'));
    const answers = {};
    const leftOut = new Set();
    const leave = (label, operation, why) => {
      left += 1;
      leftOut.add(operation.name?.value);
      console.log(`left ${label}: valid, ${why}`);
    };
    for (let at = 0; at < blocks.length; at += 1) {
      const { info, text, line } = blocks[at];
      if (info !== 'graphql') continue;
      const what = `${name}:${line}`;
      await step(what, async () => {
        const document = parse(text);
        const faults = validate(schema, document);
        if (faults.length) {
          report(false, `${what} is valid`, faults.map(({ message }) => message).join(' | '));
          return;
        }
        const [operation, ...others] = document.definitions.filter(({ kind }) => kind === 'OperationDefinition');
        if (!operation || others.length) throw new Error('a block holds one operation');
        const said = blocks[at + 1]?.info === 'json variables' ? blocks[(at += 1)] : null;
        const shown = blocks[at + 1]?.info === 'json' ? blocks[at + 1] : null;
        const label = `${what} ${operation.operation} ${operation.name?.value ?? print(operation.selectionSet.selections[0]).split(/\W/)[0]}`;
        if (operation.operation === 'subscription' || (operation.operation === 'mutation' && !token)) {
          leave(label, operation, 'not run');
          return;
        }
        const needed = said?.text.match(/(?<="<)\w+(?= )/g)?.find((other) => leftOut.has(other));
        if (needed) {
          leave(label, operation, `needs the answer of ${needed}`);
          return;
        }
        const variables = lookedUp(said ? json(said.text) : fromPage(operation), answers);
        const answer = await send(text, variables);
        if (!token && answer.errors?.every((error) => error.includes(': UNAUTHENTICATED:'))) {
          leave(label, operation, 'needs a token');
          return;
        }
        ran += 1;
        const isRight = report(!answer.errors, `${label} is answered without errors`, answer.errors?.join(' | '));
        if (operation.name) answers[operation.name.value] = answer.data;
        // What stands behind a mutation that was left out may show what it would have changed.
        if (isRight && shown && !leftOut.size) report(occurs(json(shown.text), answer), `${name}:${shown.line} is what it answers`, short(answer.data, 600));
      });
    }
  });
}
console.log(`note ${ran} operations were run, ${left} only validated`);
finish();
