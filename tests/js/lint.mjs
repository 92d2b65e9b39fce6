// The schema by the rules of @graphql-eslint: Relay's connections, descriptions, names, deprecations.
//   node lint.mjs [schema.graphql]
// Needs no server. KNOWN counts what is otherwise here, each with its reason; one more of a kind, or one less, fails.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import graphql from '@graphql-eslint/eslint-plugin';
import { ESLint } from 'eslint';
import { finish, report, step } from './report.mjs';

const file = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../../schema.graphql'));

const RULES = {
  'relay-page-info': 'error',
  'relay-connection-types': 'error',
  // Short lists that are no connections, such as names, are lists of plain values.
  'relay-edge-types': ['error', { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false }],
  // The specification asks for one direction at least; most of our lists are read forwards alone.
  'relay-arguments': ['error', { includeBoth: false }],
  'require-description': ['error', { types: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true, DirectiveDefinition: true, rootField: true }],
  'description-style': 'off', // how descriptions are printed: short ones in a line, long ones in a block
  'no-hashtag-description': 'error',
  'no-unreachable-types': 'error',
  'no-scalar-result-type-on-mutation': 'error',
  'require-deprecation-reason': 'error',
  'require-nullable-fields-with-oneof': 'error',
  'require-type-pattern-with-oneof': 'off', // errors are not part of our types
  'strict-id-in-types': 'off', // values such as FuzzyDate have no id of their own
  'naming-convention': [
    'error',
    {
      types: 'PascalCase',
      FieldDefinition: 'camelCase',
      InputValueDefinition: 'camelCase',
      Argument: 'camelCase',
      EnumValueDefinition: 'UPPER_CASE',
      DirectiveDefinition: 'camelCase',
    },
  ],
  'no-typename-prefix': 'error',
  'unique-enum-value-names': 'error',
  'known-type-names': 'error',
  'provided-required-arguments': 'error',
};

/** What is otherwise on purpose: for each rule, how often and why. */
const KNOWN = {
  'relay-edge-types': { count: 8, reason: 'changes, change sets, revisions, accounts, their sign-ins and imports are not public by id, exchanges and search results are derived' },
  'require-description': { count: 3, reason: 'the arguments of @include, @skip and @specifiedBy, which are not ours' },
  'no-typename-prefix': { count: 1, reason: 'Facet.facet names the facet that its values are of' },
};

const eslint = new ESLint({
  cwd: path.dirname(file),
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.graphql'],
      languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: file } } },
      plugins: { '@graphql-eslint': graphql },
      rules: Object.fromEntries(Object.entries(RULES).map(([rule, level]) => [`@graphql-eslint/${rule}`, level])),
    },
  ],
});

await step('the schema can be linted', async () => {
  const [{ messages }] = await eslint.lintText(await readFile(file, 'utf8'), { filePath: file });
  const broken = messages.filter(({ ruleId }) => !ruleId);
  if (!report(broken.length === 0, 'the schema can be read', broken.map(({ message }) => message).join(' | '))) return;
  for (const [rule, level] of Object.entries(RULES)) {
    if (level === 'off') continue;
    const found = messages.filter(({ ruleId }) => ruleId === `@graphql-eslint/${rule}`);
    const { count = 0, reason } = KNOWN[rule] ?? {};
    const right = report(found.length === count, `${rule}${count ? `: ${count} are otherwise: ${reason}` : ''}`, `${found.length} instead of ${count}`);
    if (!right || process.env.VERBOSE) for (const { line, message } of found) console.log(`  ${path.basename(file)}:${line} ${message}`);
  }
});
finish();
