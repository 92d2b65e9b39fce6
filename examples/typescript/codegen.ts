import type { CodegenConfig } from '@graphql-codegen/cli';

// The schema is that of this repository; an app that lives elsewhere names its server: schema: 'https://archive.example.org/graphql'.
const config: CodegenConfig = {
  schema: '../../schema.graphql',
  documents: 'src/*.graphql',
  generates: {
    'src/generated.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        enumsAsTypes: true,
        strictScalars: true,
        useTypeImports: true,
        scalars: { Date: 'string', DateTime: 'string', JSON: 'unknown', Upload: 'Blob' },
      },
    },
  },
};
export default config;
