// Types for TypeScript: @graphql-codegen reads schema.graphql and every operation that we show anywhere, `tsc` compiles a small client
// strictly, and the client runs against a server.
//   node codegen.mjs http://127.0.0.1:8080/graphql
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { generate } from '@graphql-codegen/cli';
import { printSchema, buildSchema, lexicographicSortSchema, buildClientSchema, getIntrospectionQuery } from 'graphql';
import { address, ask, finish, report, short, step } from './report.mjs';

const url = address('node codegen.mjs URL');
const root = path.resolve(import.meta.dirname, '../..');
const client = await mkdtemp(path.join(import.meta.dirname, 'client-built-'));
const file = path.join(root, 'schema.graphql');
const config = {
  avoidOptionals: { field: true, inputValue: false, object: true, defaultValue: false },
  enumsAsTypes: true,
  strictScalars: true,
  useTypeImports: true,
  maybeValue: 'T | null',
  scalars: { Date: 'string', DateTime: 'string', JSON: 'unknown', Upload: 'Blob' },
};
const plugins = ['typescript-operations', 'typed-document-node'];

/** Generates from documents, and gives what comes out. */
async function types(documents) {
  const [{ content }] = await generate({ schema: file, documents, silent: true, generates: { 'generated.ts': { plugins, config } } }, false);
  return content;
}

await step('the server has the schema of the file', async () => {
  const served = buildClientSchema(await ask(url, getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true, oneOf: true })));
  const lines = (schema) => printSchema(lexicographicSortSchema(schema)).split('\n');
  const [there, here] = [lines(served), lines(buildSchema(await readFile(file, 'utf8')))];
  const only = (some, others) => some.filter((line) => !others.has(line));
  const differences = [...only(there, new Set(here)).map((line) => `served: ${line}`), ...only(here, new Set(there)).map((line) => `in the file: ${line}`)];
  report(differences.length === 0, 'who introspects gets exactly schema.graphql', differences.join(' | '));
});

await step('types are generated for every operation of the GraphiQL page', async () => {
  const list = async (name) => JSON.parse(await readFile(path.join(root, 'api/assets/graphiql', name), 'utf8'));
  const operations = [...(await list('examples.json')), ...(await list('jobs.json'))].map(({ query }) => [query].flat().join('\n'));
  const names = operations.map((operation) => /\b(?:query|mutation) (\w+)/.exec(operation)?.[1]);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  report(twice.length === 0, 'each has a name of its own, as a client needs it', twice.join(', '));
  const content = await types(operations.map((operation, index) => operation.replace(/\b(query|mutation) (\w+)/, `$1 $2_${index}`)));
  report(content.match(/Document = /g)?.length === operations.length, `types are generated for all ${operations.length} operations of the GraphiQL page`, content.length);
});

await step('the client compiles', async () => {
  await cp(path.join(import.meta.dirname, 'client'), client, { recursive: true });
  await writeFile(path.join(client, 'generated.ts'), await types(path.join(client, 'operations.graphql')));
  const packageFile = createRequire(import.meta.url).resolve('typescript/package.json');
  const { bin } = JSON.parse(await readFile(packageFile, 'utf8'));
  const tsc = path.join(path.dirname(packageFile), bin.tsc);
  const faults = await promisify(execFile)(process.execPath, [tsc, '--project', client]).then(() => '', ({ stdout, stderr }) => stdout + stderr);
  if (!report(faults === '', 'tsc --strict compiles the client, and refuses what it must refuse', short(faults, 2000))) return;
  const { check } = await import(path.join(client, 'built/client.js'));
  const wrong = await check(url);
  report(wrong.length === 0, 'the client gets what its types say', wrong.join(' | '));
});
await rm(client, { recursive: true, force: true });
finish();
