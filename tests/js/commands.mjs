// Runs what the documents tell to type: every ```sh block of a file, one after the other in one shell, in an empty folder.
//   node commands.mjs http://127.0.0.1:8080/graphql FILE.md …
// The environment must let `communique` (a program of that name, first in $PATH) find the archive of the server: COMMUNIQUE_DATA_DIR or
// DATABASE_URL. What the commands write stays. Another URL than http://127.0.0.1:8080 is put in the place of that one.
//
// In a document:
//   ```sh          is run; its end is that of the block's last command, and what fails fails the block.
//   ```sh server   starts a server: it runs already.
//   ```sh elsewhere  needs another machine or package source; it is not run, only parsed.
//   ```text        behind a ```sh block: what it prints on standard output and error, as a part; a line `…` stands for any lines, and … within a line for anything.
// The folder `examples` of the repository is there as `examples`.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { address, finish, report, short, step } from './report.mjs';

const url = address('node commands.mjs URL FILE.md ...');
const files = process.argv.slice(3);
if (!files.length) {
  console.error('usage: node commands.mjs URL FILE.md ...');
  process.exit(2);
}
const root = path.resolve(import.meta.dirname, '../..');
const { origin, host } = new URL(url);
const WAIT = 180_000;

function blocksOf(text) {
  return [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map((found) => ({
    info: found[1].trim(),
    text: found[2],
    line: text.slice(0, found.index).split('\n').length,
  }));
}

/** A shell that keeps its variables and its folder from block to block. */
function shell(folder) {
  const child = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, env: { ...process.env, COMMUNIQUE_URL: origin, COMMUNIQUE_LOG: 'warn' }, detached: true });
  let output = '';
  let wake = () => {};
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { output += data; wake(); });
  child.on('exit', () => wake());
  return {
    async run(script, number) {
      const file = path.join(folder, `.block-${number}.sh`);
      await writeFile(file, script);
      const mark = `--end-of-block-${number}--`;
      output = '';
      // Sourced, so that variables stay; in a trap-free way: `set -e` would end the shell, so the status of each command is looked at by ERR.
      child.stdin.write(`__failed=0; trap '__failed=1' ERR; . ${JSON.stringify(file)} </dev/null 2>&1; __last=$?; trap - ERR; [ $__last = 0 ] || __failed=1; echo; echo "${mark}$__failed"\n`);
      const until = Date.now() + WAIT;
      while (!output.includes(mark)) {
        if (child.exitCode !== null) throw new Error(`the shell has ended: ${output}`);
        if (Date.now() > until) throw new Error(`it does not end: ${output}`);
        await new Promise((resolve) => { wake = resolve; setTimeout(resolve, 500); });
      }
      const [printed, failed] = output.split(mark);
      return { printed, failed: failed.trim() !== '0' };
    },
    end() {
      child.stdin.end();
      try { process.kill(-child.pid); } catch { /* it has ended */ }
    },
  };
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** What is shown as a pattern. */
const pattern = (shown) => new RegExp(
  shown.trim().split('\n').map((line) => (line.trim() === '…' ? '[\\s\\S]*?' : escaped(line.trim()).split('…').join('.*'))).join('\\s*\\n\\s*').replaceAll('\\s*\\n\\s*[\\s\\S]*?\\s*\\n\\s*', '[\\s\\S]*?\\n\\s*'),
);

for (const name of files) {
  const file = path.resolve(name);
  const what = path.relative(root, file);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'communique-commands-'));
  await symlink(path.join(root, 'examples'), path.join(folder, 'examples'));
  const bash = shell(folder);
  await step(what, async () => {
    const blocks = blocksOf(await readFile(file, 'utf8'));
    for (const [index, block] of blocks.entries()) {
      if (!/^sh\b/.test(block.info)) continue;
      const at = `${what}:${block.line}`;
      if (block.info !== 'sh') {
        console.log(`left ${at}: ${block.info}`);
        continue;
      }
      const here = (text) => text.replaceAll('http://127.0.0.1:8080', origin).replaceAll('127.0.0.1:8080', host);
      const { printed, failed } = await bash.run(here(block.text), index);
      const isRight = report(!failed, `${at} runs`, short(printed, 600));
      const shown = blocks[index + 1]?.info === 'text' ? blocks[index + 1] : null;
      if (isRight && shown) report(pattern(here(shown.text)).test(printed), `${what}:${shown.line} is what it prints`, short(printed, 600));
    }
  });
  bash.end();
  await rm(folder, { recursive: true, force: true });
}
finish();
