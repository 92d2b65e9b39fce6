// GraphQL over HTTP: all the server audits of graphql-http against a running server.
//   node audit.mjs http://127.0.0.1:8080/graphql
// One line per audit, `ok|warn|fail id name reason`; closing line `N passed, N failed`.
// An optional audit (SHOULD, MAY) that does not hold is a `warn`, and counts as failed like a `fail`.
import { serverAudits } from 'graphql-http';

const url = process.argv[2];
if (!url || !URL.canParse(url)) {
  console.error('usage: node audit.mjs URL');
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  let result;
  try {
    result = await audit.fn();
  } catch (error) {
    // Not an audit that does not hold but no answer at all.
    result = { status: 'error', reason: `${error.message}${error.cause ? ` (${error.cause.message || error.cause.code})` : ''}` };
  }
  if (result.status === 'ok') {
    passed += 1;
    console.log(`ok ${audit.id} ${audit.name}`);
    continue;
  }
  failed += 1;
  let reason = result.reason;
  if (result.response) {
    const { response } = result;
    const body = response.bodyUsed ? '' : (await response.text().catch(() => '')).replace(/\s+/g, ' ').slice(0, 200);
    reason += ` [HTTP ${response.status}, ${response.headers.get('content-type') ?? 'no content-type'}${body && `, ${body}`}]`;
  }
  console.log(`${result.status === 'error' ? 'fail' : 'warn'} ${audit.id} ${audit.name}: ${reason}`);
}
if (passed + failed === 0) {
  console.log('fail no audits were run');
  failed = 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
