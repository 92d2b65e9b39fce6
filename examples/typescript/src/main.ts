// Lists the statements that concern a country, and the turns of the first of them.
//   node built/main.js [URL] [COUNTRY]
import { Archive, Refused, rows } from './archive.js';
import { StatementsDocument, TurnsDocument, type RowFragment } from './generated.js';

const [url = 'http://127.0.0.1:8080/graphql', country = 'AZ'] = process.argv.slice(2);
const archive = new Archive(url, process.env['COMMUNIQUE_TOKEN']);

try {
  const filter = { country: { codes: [country] } };
  let first: RowFragment | undefined;
  let count = 0;
  for await (const row of rows(async (after) => (await archive.ask(StatementsDocument, { first: 3, after, filter })).statements)) {
    console.log(`${row.made?.edtf ?? 'undated'}  ${row.title}  (${row.speakers.map(({ name }) => name).join(', ') || 'nobody named'})`);
    first ??= row;
    count += 1;
  }
  console.log(`${count} statements concern ${country}`);

  if (first) {
    const { id } = first;
    const turns = rows(async (after) => {
      const { node } = await archive.ask(TurnsDocument, { id, first: 5, after });
      if (node?.__typename !== 'Statement') throw new Error(`${id} is gone`);
      return node.turns;
    });
    for await (const turn of turns) console.log(`${turn.position} ${turn.kind} ${turn.speaker?.name ?? turn.label ?? '–'}: ${turn.text.slice(0, 60)}`);
  }
} catch (error) {
  console.error(error instanceof Refused ? error.message : error);
  process.exitCode = 1;
}
