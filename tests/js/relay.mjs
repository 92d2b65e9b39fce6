// Relay: relay-compiler accepts our schema and an app's fragments with @connection and @refetchable, and relay-runtime pages with what it made.
// Then the server specification of Relay, by introspection: Node, connections, edges, PageInfo.
//   node relay.mjs http://127.0.0.1:8080/graphql
// Needs an archive with more than 20 statements, such as the sample pages.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildClientSchema, getIntrospectionQuery, getNamedType, getNullableType, isInterfaceType, isListType, isNonNullType, isObjectType } from 'graphql';
import { address, ask, finish, report, short, step } from './report.mjs';

const require = createRequire(import.meta.url);
const { ConnectionHandler, Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery, getSingularSelector } = require('relay-runtime');

const url = address('node relay.mjs URL');
const schema = buildClientSchema(await ask(url, getIntrospectionQuery()));
const folder = await mkdtemp(path.join(import.meta.dirname, 'relay-built-'));

/** Pages through a connection of a fragment until its end; gives how often it asked, and the edges that the store has joined. */
async function pageThrough({ query, variables, fragment, page, owner, field, pageVariables }) {
  let requests = 0;
  const network = Network.create(async ({ text }, values) => {
    requests += 1;
    return { data: await ask(url, text, values) };
  });
  const environment = new Environment({ network, store: new Store(new RecordSource()), handlerProvider: () => ConnectionHandler });
  const operation = createOperationDescriptor(query, variables);
  const kept = environment.retain(operation);
  await fetchQuery(environment, query, variables).toPromise();
  const read = () => environment.lookup(getSingularSelector(fragment, owner(environment.lookup(operation.fragment).data))).data[field];
  for (let list = read(); list.pageInfo.hasNextPage && requests < 100; list = read()) {
    await fetchQuery(environment, page, { ...pageVariables, cursor: list.pageInfo.endCursor }).toPromise();
  }
  const ids = read().edges.map(({ node }) => node.id);
  kept.dispose();
  return { requests, ids };
}

try {
  await step('relay-compiler', async () => {
    await cp(path.join(import.meta.dirname, 'relay'), path.join(folder, 'app'), { recursive: true });
    await cp(path.resolve(import.meta.dirname, '../../schema.graphql'), path.join(folder, 'schema.graphql'));
    await symlink(path.join(import.meta.dirname, 'node_modules'), path.join(folder, 'node_modules'));
    await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
    const scalars = { Date: 'string', DateTime: 'string', JSON: 'mixed', Upload: 'mixed' };
    const config = { src: './app', schema: './schema.graphql', language: 'javascript', eagerEsModules: true, customScalarTypes: scalars, excludes: [] };
    await writeFile(path.join(folder, 'relay.config.json'), JSON.stringify(config));
    const compiler = await import('relay-compiler');
    const faults = await promisify(execFile)(compiler.default, ['relay.config.json'], { cwd: folder, env: { ...process.env, FORCE_NO_WATCHMAN: '1' } })
      .then(() => '', (error) => `${error.stdout ?? ''}${error.stderr ?? ''}` || error.message);
    // What it writes imports without an ending, as bundlers resolve it; Node wants it.
    const artifacts = path.join(folder, 'app/__generated__');
    for (const name of faults ? [] : await readdir(artifacts)) {
      const file = path.join(artifacts, name);
      await writeFile(file, (await readFile(file, 'utf8')).replace(/(from '\.\/[\w.]+\.graphql)'/g, "$1.js'"));
    }
    report(faults === '', 'relay-compiler accepts the schema, fragments, connections and refetchable queries', short(faults, 1500));
  });

  await step('relay-runtime', async () => {
    const artifact = async (name) => (await import(path.join(folder, `app/__generated__/${name}.graphql.js`))).default;
    const { totalCount, nodes } = (await ask(url, '{ statements(first: 100) { totalCount nodes { id turns { totalCount } } } }')).statements;
    const list = await pageThrough({
      query: await artifact('statementsListQuery'), variables: { count: 7 }, fragment: await artifact('statementsList_query'),
      page: await artifact('statementsListPageQuery'), pageVariables: { count: 7 }, owner: (data) => data, field: 'statements',
    });
    report(list.requests > 2 && list.ids.length === totalCount && new Set(list.ids).size === totalCount,
      `relay-runtime joins ${list.ids.length} statements from ${list.requests} pages`, `${list.ids.length} of ${totalCount}`);
    const long = nodes.reduce((most, node) => (node.turns.totalCount > most.turns.totalCount ? node : most));
    const count = Math.ceil(long.turns.totalCount / 4);
    const turns = await pageThrough({
      query: await artifact('statementsTurnsQuery'), variables: { id: long.id, count }, fragment: await artifact('statementsTurns_statement'),
      page: await artifact('statementsTurnsPageQuery'), pageVariables: { id: long.id, count }, owner: (data) => data.node.statement, field: 'turns',
    });
    report(turns.requests > 2 && new Set(turns.ids).size === long.turns.totalCount, `and ${turns.ids.length} turns of one statement, through node(id:)`, `${turns.ids.length} of ${long.turns.totalCount}`);
  });

  await step('the Relay server specification', async () => {
    const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
    const node = schema.getType('Node');
    report(isInterfaceType(node) && String(node.getFields().id?.type) === 'ID!', 'interface Node { id: ID! }');
    const { node: one, nodes: many } = schema.getQueryType().getFields();
    report(String(one?.type) === 'Node' && String(one?.args[0]?.type) === 'ID!', 'node(id: ID!): Node');
    report(String(many?.type) === '[Node]!' && String(many?.args[0]?.type) === '[ID!]!', 'nodes(ids: [ID!]!): [Node]!');

    const withId = types.filter((type) => String(type.getFields().id?.type) === 'ID!' && !type.getInterfaces().includes(node));
    // Not asked for by the specification; Relay cannot refetch them by themselves.
    console.log(`note types with id: ID! that are no Node: ${withId.map(({ name }) => name).join(', ') || 'none'}`);

    const info = schema.getType('PageInfo')?.getFields() ?? {};
    const shape = Object.entries(info).map(([name, field]) => `${name}: ${field.type}`).sort().join(', ');
    report(shape === 'endCursor: String, hasNextPage: Boolean!, hasPreviousPage: Boolean!, startCursor: String', 'PageInfo has the four fields of the specification', shape);

    const connections = types.filter(({ name }) => name.endsWith('Connection'));
    const wrong = [];
    for (const type of connections) {
      const { edges, pageInfo } = type.getFields();
      if (String(pageInfo?.type) !== 'PageInfo!') wrong.push(`${type.name}.pageInfo: ${pageInfo?.type}`);
      const list = edges && getNullableType(edges.type);
      if (!isListType(list)) wrong.push(`${type.name}.edges: ${edges?.type}`);
      const edge = edges && getNamedType(edges.type).getFields();
      if (!edge || !/^(String|ID)!$/.test(String(edge.cursor?.type))) wrong.push(`${type.name}: an edge's cursor is ${edge?.cursor?.type}`);
      if (!edge?.node || isListType(getNullableType(edge.node.type))) wrong.push(`${type.name}: an edge's node is ${edge?.node?.type}`);
    }
    report(connections.length > 0 && wrong.length === 0, `${connections.length} connection types have edges, nodes, cursors and pageInfo`, wrong.join(' | '));

    const badArguments = [];
    let fields = 0;
    for (const type of types) {
      for (const field of Object.values(type.getFields())) {
        const named = getNamedType(field.type);
        if (!isObjectType(named) || !named.name.endsWith('Connection')) continue;
        fields += 1;
        const at = `${type.name}.${field.name}`;
        const given = Object.fromEntries(field.args.map((argument) => [argument.name, String(argument.type)]));
        const cursor = String(getNamedType(named.getFields().edges.type).getFields().cursor.type).replace('!', '');
        if (given.first !== 'Int') badArguments.push(`${at}(first: ${given.first})`);
        if (given.after !== cursor) badArguments.push(`${at}(after: ${given.after}) where the cursor is ${cursor}!`);
        if ('last' in given !== 'before' in given) badArguments.push(`${at} has only one of last and before`);
        if ('last' in given && (given.last !== 'Int' || given.before !== cursor)) badArguments.push(`${at}(last: ${given.last}, before: ${given.before})`);
        if (!isNonNullType(field.type)) badArguments.push(`${at} may be null`);
      }
    }
    report(fields > 0 && badArguments.length === 0, `${fields} fields give connections, with first, and after of the cursor's type`, badArguments.join(' | '));
  });

  await step('ids lead back', async () => {
    const lists = Object.values(schema.getQueryType().getFields()).filter(
      (field) => isObjectType(getNamedType(field.type)) && getNamedType(field.type).name.endsWith('Connection') && field.args.every((argument) => !isNonNullType(argument.type) || argument.defaultValue !== undefined),
    );
    const faults = [];
    let ids = 0;
    for (const { name, type } of lists) {
      const of = getNamedType(getNamedType(type).getFields().edges.type).getFields().node;
      if (!getNamedType(of.type).getFields?.().id) continue;
      let rows;
      try {
        rows = (await ask(url, `{ ${name}(first: 3) { edges { cursor node { __typename id } } } }`))[name].edges;
      } catch (error) {
        if (!/UNAUTHENTICATED|FORBIDDEN/.test(error.message)) faults.push(`${name}: ${error.message}`);
        continue;
      }
      if (rows.length === 0 || !schema.getType(rows[0].node.__typename).getInterfaces().some((one) => one.name === 'Node')) continue;
      const found = (await ask(url, 'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids: rows.map(({ node }) => node.id) })).nodes;
      ids += rows.length;
      if (JSON.stringify(found) !== JSON.stringify(rows.map(({ node }) => node))) faults.push(`${name}: ${JSON.stringify(found)}`);
      if (rows.length > 1) {
        const next = (await ask(url, `query($after: String) { ${name}(first: 1, after: $after) { edges { cursor } pageInfo { hasPreviousPage startCursor } } }`, { after: rows[0].cursor }))[name];
        if (next.edges[0]?.cursor !== rows[1].cursor || next.pageInfo.startCursor !== rows[1].cursor) faults.push(`${name}: after the first edge comes ${JSON.stringify(next)}`);
      }
    }
    report(ids > 10 && faults.length === 0, `${ids} ids of root lists lead back to their records, in order, and cursors to the next`, faults.join(' | '));
    const [missing] = (await ask(url, '{ nodes(ids: ["U3RhdGVtZW50Ojk5OTk5OTk5OQ"]) { id } }')).nodes;
    report(missing === null, 'an id of nothing gives null', missing);
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
finish();
