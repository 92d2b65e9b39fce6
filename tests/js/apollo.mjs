// The usual client of apps, @apollo/client: pages joined by relayStylePagination, records kept once by their ids, errors with codes.
//   node apollo.mjs http://127.0.0.1:8080/graphql
// Needs an archive with more than 20 statements, such as the sample pages.
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { buildSchema, isInterfaceType } from 'graphql';
import { filter, firstValueFrom, timeout } from 'rxjs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { address, finish, report, step } from './report.mjs';

const url = address('node apollo.mjs URL');
const schema = buildSchema(await readFile(path.resolve(import.meta.dirname, '../../schema.graphql'), 'utf8'));
const possibleTypes = Object.fromEntries(
  Object.values(schema.getTypeMap()).filter(isInterfaceType).map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
);
let requests = 0;
const client = new ApolloClient({
  link: new HttpLink({ uri: url, fetch: (...request) => { requests += 1; return fetch(...request); } }),
  cache: new InMemoryCache({ possibleTypes, typePolicies: { Query: { fields: { statements: relayStylePagination(['filter', 'orderBy']) } } } }),
});

const PAGE = gql`
  query Page($first: Int!, $after: String, $filter: StatementFilter) {
    statements(first: $first, after: $after, filter: $filter) {
      edges { cursor node { id title publisher { id name } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      totalCount
    }
  }
`;

/** The whole list, page by page, as it then stands in the cache. */
async function all(variables) {
  const list = client.watchQuery({ query: PAGE, variables });
  const subscription = list.subscribe({ error: () => {} });
  const longerThan = (length) => firstValueFrom(list.pipe(filter(({ loading, data }) => !loading && data.statements.edges.length > length), timeout(10_000)));
  let { data } = await longerThan(0);
  let pages = 1;
  for (; data.statements.pageInfo.hasNextPage; pages += 1) {
    await list.fetchMore({ variables: { after: data.statements.pageInfo.endCursor } });
    ({ data } = await longerThan(data.statements.edges.length));
  }
  subscription.unsubscribe();
  return { pages, list: data.statements };
}

await step('a list is paged through', async () => {
  const { pages, list } = await all({ first: 7 });
  const ids = list.edges.map(({ node }) => node.id);
  report(pages > 2, `statements come in ${pages} pages of 7`, `${pages} pages`);
  report(new Set(ids).size === ids.length, 'none of them comes twice', ids.length - new Set(ids).size);
  report(ids.length === list.totalCount, `all ${list.totalCount} are in the cache, joined to one list`, ids.length);
  report(list.pageInfo.hasNextPage === false && list.pageInfo.endCursor === list.edges.at(-1).cursor, 'the last cursor is that of the last edge', list.pageInfo);
  const other = await all({ first: 50 });
  report(JSON.stringify(other.list.edges.map(({ node }) => node.id)) === JSON.stringify(ids), 'pages of 50 give the same order');
});
await step('a filtered list is a list of its own', async () => {
  const { list } = await all({ first: 3, filter: { kinds: ['NEWS_CONFERENCE'] } });
  report(list.edges.length === list.totalCount && list.totalCount > 3, `news conferences: ${list.totalCount}`, list.edges.length);
});
await step('records are kept once', async () => {
  const cache = client.cache.extract();
  const statements = Object.keys(cache).filter((key) => key.startsWith('Statement:'));
  const publishers = Object.keys(cache).filter((key) => key.startsWith('Organisation:'));
  report(statements.length > 20 && publishers.length > 0, `the cache holds ${statements.length} statements and ${publishers.length} publishers, by id`);
  const id = statements[0].slice('Statement:'.length);
  const NODE = gql`query Again($id: ID!) { node(id: $id) { id ... on Statement { title slug } } }`;
  const { data } = await client.query({ query: NODE, variables: { id } });
  report(data.node.id === id && data.node.title === cache[`Statement:${id}`].title, 'node(id:) gives the record of the list');
  const before = requests;
  await client.query({ query: NODE, variables: { id } });
  report(requests === before, 'and asked again it comes from the cache');
});
await step('refusals are understood', async () => {
  const told = await client.query({ query: gql`query Wrong { statements(first: 1000) { nodes { id } } }` }).catch((error) => error);
  report(CombinedGraphQLErrors.is(told) && told.errors[0].extensions?.code, `a refusal is a GraphQL error with a code: ${told.errors?.[0].extensions?.code}`, told);
  const invalid = await client.query({ query: gql`query Invalid { statements { nodes { nothing } } }` }).catch((error) => error);
  report(CombinedGraphQLErrors.is(invalid) && invalid.errors[0].extensions?.code, `so is a document that does not validate: ${invalid.errors?.[0].extensions?.code}`, invalid);
});
client.stop();
finish();
