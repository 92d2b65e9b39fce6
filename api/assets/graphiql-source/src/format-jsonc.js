// In place of @graphiql/react's formatJSONC, which brings Prettier's whole JavaScript parser (0.5 MB) along.
import { applyEdits, format } from 'jsonc-parser';

export async function formatJSONC(content) {
  return applyEdits(content, format(content, undefined, { insertSpaces: true, tabSize: 2, eol: '\n' }));
}
