// What a Relay app declares: fragments, connections that page on, a refetchable fragment. relay-compiler checks it against the schema.
import { graphql } from 'relay-runtime';

export const listQuery = graphql`
  query statementsListQuery($count: Int!) {
    ...statementsList_query @arguments(count: $count)
  }
`;

export const list = graphql`
  fragment statementsList_query on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" }, filter: { type: "StatementFilter" })
  @refetchable(queryName: "statementsListPageQuery") {
    statements(first: $count, after: $cursor, filter: $filter) @connection(key: "statementsList_statements") {
      edges {
        node {
          id
          ...statementsRow_statement
        }
      }
    }
  }
`;

export const row = graphql`
  fragment statementsRow_statement on Statement {
    title
    made {
      edtf
    }
    publisher {
      name
    }
  }
`;

export const turnsQuery = graphql`
  query statementsTurnsQuery($id: ID!, $count: Int!) {
    node(id: $id) {
      id
      ...statementsTurns_statement @arguments(count: $count) @alias(as: "statement")
    }
  }
`;

// A connection of a record: paging on goes through node(id:).
export const turns = graphql`
  fragment statementsTurns_statement on Statement
  @argumentDefinitions(count: { type: "Int", defaultValue: 3 }, cursor: { type: "String" })
  @refetchable(queryName: "statementsTurnsPageQuery") {
    turns(first: $count, after: $cursor) @connection(key: "statementsTurns_turns") {
      edges {
        node {
          id
          position
          kind
        }
      }
    }
  }
`;

// Lists that read backwards too.
export const historyQuery = graphql`
  query statementsHistoryQuery($count: Int!) {
    ...statementsHistory_query @arguments(count: $count)
  }
`;

export const history = graphql`
  fragment statementsHistory_query on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
  @refetchable(queryName: "statementsHistoryPageQuery") {
    changes(first: $count, after: $cursor) @connection(key: "statementsHistory_changes") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;
