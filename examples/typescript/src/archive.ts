import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

/** The codes that the server gives. */
export type Code = 'BAD_USER_INPUT' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFLICT' | 'LIMIT_EXCEEDED' | 'INTERNAL_SERVER_ERROR';

export interface Problem {
  message: string;
  path?: (string | number)[];
  extensions: { code: Code; violations?: { path: string; message: string }[] };
}

/** The server has answered, and refuses. */
export class Refused extends Error {
  constructor(readonly problems: Problem[]) {
    super(problems.map(({ message, extensions }) => `${extensions.code}: ${message}`).join('; '));
  }
}

export class Archive {
  constructor(
    private readonly url: string,
    private readonly token?: string,
  ) {}

  /** Asks one operation; its variables and its answer have the types that were generated from it. */
  async ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
      },
      body: JSON.stringify({ query: print(document), variables }),
    });
    if (!response.headers.get('content-type')?.includes('json')) throw new Error(`HTTP ${response.status} from ${this.url}`);
    const answer = (await response.json()) as { data?: Data; errors?: Problem[] };
    if (answer.errors) throw new Refused(answer.errors);
    if (answer.data === undefined) throw new Error(`HTTP ${response.status} without data`);
    return answer.data;
  }
}

export interface Page<Row> {
  nodes: Row[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** All rows of a list, page after page: asks for the next one only when it is wanted. */
export async function* rows<Row>(page: (after: string | null) => Promise<Page<Row>>): AsyncGenerator<Row> {
  let after: string | null = null;
  do {
    const { nodes, pageInfo }: Page<Row> = await page(after);
    yield* nodes;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
}
