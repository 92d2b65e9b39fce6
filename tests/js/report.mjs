// What the checks print: one line each, `ok …` or `fail …: why`, and `N passed, N failed` at the end.
let passed = 0;
let failed = 0;

/** A value in one line, cut to what fits in a message. */
export const short = (value, length = 300) => (typeof value === 'string' ? value : JSON.stringify(value) ?? String(value)).replace(/\s+/g, ' ').slice(0, length);

export function report(holds, what, detail = '') {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? 'ok' : 'fail'} ${what}${!holds && detail ? `: ${short(detail)}` : ''}`);
  return Boolean(holds);
}

/** Runs a part of a check; what it throws is a failure of that part alone. */
export async function step(what, run) {
  try {
    await run();
  } catch (error) {
    report(false, what, error?.message ?? error);
  }
}

/** Says the sums and ends the program. */
export function finish() {
  if (passed + failed === 0) report(false, 'nothing was checked');
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

/** The address that the script is told as its first argument or by COMMUNIQUE_URL; ends the program where there is none. */
export function address(usage) {
  const url = process.argv[2] || process.env.COMMUNIQUE_URL;
  if (!url || !URL.canParse(url)) {
    console.error(`usage: ${usage}`);
    process.exit(2);
  }
  return url;
}

/** Sends an operation, with a file where there is one, and gives the data of its answer. */
export async function ask(url, query, variables = {}, { token, file } = {}) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  let body = JSON.stringify({ query, variables });
  if (file) {
    const form = new FormData();
    form.append('operations', JSON.stringify({ query, variables: { ...variables, file: null } }));
    form.append('map', '{"0": ["variables.file"]}');
    form.append('0', new Blob([file.text]), file.name);
    body = form;
  } else {
    headers['content-type'] = 'application/json';
  }
  const answer = await (await fetch(url, { method: 'POST', headers, body })).json();
  if (answer.errors) throw new Error(answer.errors.map((error) => `${error.extensions?.code}: ${error.message}`).join(' | '));
  return answer.data;
}
