// A small typed client. It must compile with `tsc --strict`, and what it asks must be answered as the types say.
import { print } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { AnyRecordDocument, FindDocument, StatementBySlugDocument, StatementPageDocument } from './generated.js';
import type { RenamePersonMutationVariables, StatementPageQueryVariables, StatementRowFragment } from './generated.js';

type Refusal = { message: string; path?: readonly (string | number)[]; extensions: { code: string } };
type Answer<Data> = { data?: Data | null; errors?: readonly Refusal[] };

async function ask<Data, Variables>(url: string, document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const answer = (await response.json()) as Answer<Data>;
  const refusal = answer.errors?.[0];
  if (refusal) throw new Error(`${refusal.extensions.code}: ${refusal.message}`);
  if (!answer.data) throw new Error(`HTTP ${response.status} without data`);
  return answer.data;
}

async function* statements(url: string, wanted: Omit<StatementPageQueryVariables, 'after'>): AsyncGenerator<StatementRowFragment> {
  let after: string | null = null;
  do {
    const page: { nodes: StatementRowFragment[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } = (
      await ask(url, StatementPageDocument, { ...wanted, after })
    ).statements;
    yield* page.nodes;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
}

// What must not compile: without these lines' marks `tsc` would fail.
// @ts-expect-error an update names the version it is based on
export const unversioned: RenamePersonMutationVariables = { id: 'x', name: 'y' };
// @ts-expect-error there is no such kind of statement
export const unknownKind: StatementPageQueryVariables = { first: 1, filter: { kinds: ['GOSSIP'] } };
// @ts-expect-error where no date is known there is none
export const alwaysDated = (row: StatementRowFragment): string => row.made.edtf;

export async function check(url: string): Promise<string[]> {
  const faults: string[] = [];
  const rows: StatementRowFragment[] = [];
  for await (const row of statements(url, { first: 7, filter: { kinds: ['NEWS_CONFERENCE', 'BRIEFING'] } })) rows.push(row);
  if (rows.length < 8) faults.push(`there is more than one page of news conferences and briefings, not ${rows.length} of them`);
  if (new Set(rows.map((row) => row.id)).size !== rows.length) faults.push('a statement comes twice');
  const made: string | undefined = rows[0]?.made?.edtf;
  if (made === undefined) faults.push('the first statement has a date');
  const { search } = await ask(url, FindDocument, { query: 'speaker:lavrov' });
  const found = search.nodes[0]?.node;
  if (found?.__typename !== 'Statement') {
    faults.push('a statement is found');
    return faults;
  }
  const { statement } = await ask(url, StatementBySlugDocument, { slug: found.slug });
  if (!statement?.turns.nodes.length) faults.push(`the statement ${found.slug} has turns`);
  const { node } = await ask(url, AnyRecordDocument, { id: statement?.id ?? '' });
  if (node?.__typename !== 'Statement' || node.title !== statement?.title) faults.push('node gives the same statement');
  return faults;
}
