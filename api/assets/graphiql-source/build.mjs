// Builds ../graphiql from src/ and node_modules. `npm ci && npm run build`; no network beyond npm.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

const here = import.meta.dirname;
const out = path.resolve(here, process.env.OUT ?? '../graphiql');
const json = async (file) => JSON.parse(await readFile(file, 'utf8'));

// The backend's own operations survive a rebuild; src/examples.json is only the first version.
const kept = await readFile(path.join(out, 'examples.json')).catch(() => null);
const others = new Map();
for (const name of ['jobs.json', 'README.md']) others.set(name, await readFile(path.join(out, name)).catch(() => null));
await rm(out, { recursive: true, force: true });
await mkdir(path.join(out, 'fonts'), { recursive: true });

/**
 * GraphiQL's style sheet holds its fonts as data: URLs (which the page's font-src 'self' forbids) and Monaco's
 * whole CSS. Fonts become files, for the scripts the page is likely to show; Monaco's own CSS imports become empty.
 */
const SUBSETS = [
  ['latin', /U\+0000-00FF/i],
  ['latin-ext', /U\+0100-02/i],
  ['cyrillic', /U\+0400-045F/i],
  ['greek', /U\+0370/i],
];
const fonts = new Set();
const styles = {
  name: 'styles',
  setup(b) {
    b.onLoad({ filter: /node_modules[\\/]monaco-editor[\\/].*\.css$/ }, () => ({ contents: '', loader: 'css' }));
    b.onLoad({ filter: /graphiql[\\/]dist[\\/]style\.css$/ }, async ({ path: file }) => {
      let css = await readFile(file, 'utf8');
      const writes = [];
      css = css.replace(/@font-face\s*\{[^}]*\}/g, (face) => {
        const family = /font-family:\s*["']?([\w -]+)/.exec(face)[1].trim();
        const range = /unicode-range:\s*([^;}]+)/.exec(face)?.[1];
        const subset = range && SUBSETS.find(([, pattern]) => pattern.test(range))?.[0];
        if (range && !subset) return '';
        const [whole, kind, data] = /url\(["']?data:font\/(\w+);base64,([^)"']+)["']?\)/.exec(face);
        const weight = /font-weight:\s*(\w+)/.exec(face)?.[1];
        const style = /font-style:\s*(\w+)/.exec(face)?.[1];
        const name =
          [family.toLowerCase().replaceAll(' ', '-'), weight, style === 'italic' && 'italic', subset].filter(Boolean).join('-') + `.${kind}`;
        if (fonts.has(name)) {
          // The same face may come twice; it must then be the same file.
          throw new Error(`two faces want the name ${name}`);
        }
        fonts.add(name);
        writes.push(writeFile(path.join(out, 'fonts', name), Buffer.from(data, 'base64')));
        return face.replace(whole, `url("/graphiql/fonts/${name}")`);
      });
      await Promise.all(writes);
      if (/url\(["']?(?:data:font|https?:)/.test(css)) throw new Error('a font or an outside address is left in the style sheet');
      return { contents: css, loader: 'css' };
    });
  },
};

/** Prettier is wanted for GraphQL only: once, and without the JavaScript parser that would format the variables. */
const lessPrettier = {
  name: 'less-prettier',
  setup(b) {
    b.onResolve({ filter: /^prettier\/parser-graphql$/ }, ({ resolveDir, kind }) =>
      b.resolve('prettier/plugins/graphql', { resolveDir, kind }),
    );
    b.onLoad({ filter: /@graphiql[\\/]react[\\/]dist[\\/]utility[\\/]jsonc\.js$/ }, async ({ path: file }) => {
      const before = await readFile(file, 'utf8');
      const contents = before
        .replace(/async function formatJSONC\(content\) \{[\s\S]*?\n\}\n/, 'export { formatJSONC } from "communique-format-jsonc";\n')
        .replace(/export \{ formatJSONC, /, 'export { ');
      if (contents.includes('prettier')) throw new Error('formatJSONC of @graphiql/react has changed: look at build.mjs');
      return { contents, loader: 'js' };
    });
    b.onResolve({ filter: /^communique-format-jsonc$/ }, () => ({ path: path.join(here, 'src/format-jsonc.js') }));
  },
};

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: 'none', // all of them are in LICENSES.txt
  target: ['chrome111', 'firefox115', 'safari16.4'],
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
  charset: 'utf8',
};
const results = [
  await build({
    ...common,
    entryPoints: { app: 'src/app.jsx' },
    outdir: out,
    format: 'esm',
    jsx: 'automatic',
    external: ['/graphiql/*'],
    plugins: [styles, lessPrettier],
  }),
  await build({
    ...common,
    entryPoints: {
      'editor.worker': 'src/workers/editor.js',
      'json.worker': 'src/workers/json.js',
      'graphql.worker': 'src/workers/graphql.js',
    },
    outdir: out,
    format: 'iife',
  }),
];

for (const name of ['index.html', 'icon.svg']) await cp(path.join(here, 'src', name), path.join(out, name));
if (kept) await writeFile(path.join(out, 'examples.json'), kept);
else await cp(path.join(here, 'src/examples.json'), path.join(out, 'examples.json'));
for (const [name, content] of others) if (content) await writeFile(path.join(out, name), content);

// Which packages are really inside.
const roots = new Set();
for (const { metafile } of results) {
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const root = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (root && bytesInOutput > 0) roots.add(root);
    }
  }
}
const packages = [];
for (const root of roots) {
  const dir = path.join(here, root);
  const { name, version, license, author, repository } = await json(path.join(dir, 'package.json'));
  const files = (await readdir(dir)).filter((file) => /^(licen[cs]e|copying|notice|third-?party-?notices)/i.test(file)).sort();
  const texts = [];
  for (const file of files) texts.push({ file, text: (await readFile(path.join(dir, file), 'utf8')).replaceAll('\r\n', '\n').trim() });
  const who = typeof author === 'string' ? author : author?.name;
  const where = (typeof repository === 'string' ? repository : repository?.url ?? '').replace(/^git\+/, '').replace(/\.git$/, '');
  packages.push({ name, version, license, who, where, texts });
}
packages.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
const names = packages.map((p) => p.name);
const twice = names.filter((name, i) => names.indexOf(name) !== i);
if (twice.includes('graphql') || twice.includes('react')) throw new Error(`bundled twice: ${twice}`);

const extra = await readdir(path.join(here, 'licences'));
const texts = new Map(); // text -> number: equal texts are printed once
const lines = [
  'Third-party software in this folder (generated by api/assets/graphiql-source/build.mjs)',
  '',
  'Packages bundled into app.js, app.css and *.worker.js:',
  '',
];
const bodies = [];
function number(title, text) {
  const key = text.replace(/\s+/g, ' ');
  if (!texts.has(key)) {
    texts.set(key, texts.size + 1);
    bodies.push(`${'='.repeat(100)}\n[${texts.size}] ${title}\n${'='.repeat(100)}\n\n${text}\n`);
  }
  return `[${texts.get(key)}]`;
}
const missing = [];
for (const p of packages) {
  let refs = p.texts.map(({ file, text }) => number(`${p.name} ${p.version}: ${file}`, text));
  if (!refs.length) {
    // Packages of one repository often leave the text to one of them.
    const home = p.where.replace(/\/tree\/.*$/, '');
    const sibling = packages.find((q) => q.texts.length && q.license === p.license && home && q.where.replace(/\/tree\/.*$/, '') === home);
    if (sibling) refs = sibling.texts.map(({ file, text }) => number(`${sibling.name} ${sibling.version}: ${file}`, text));
  }
  if (!refs.length) {
    const own = extra.find((file) => file === `${p.name.replace('/', '__')}.txt`);
    if (own) refs = [number(`${p.name} ${p.version}`, (await readFile(path.join(here, 'licences', own), 'utf8')).trim())];
    else missing.push(`${p.name} ${p.version} (${p.license}, ${p.who}, ${p.where}): add licences/${p.name.replace('/', '__')}.txt`);
  }
  p.refs = refs;
  lines.push(`  ${`${p.name} ${p.version}`.padEnd(48)} ${String(p.license).padEnd(14)} ${refs.join(' ')}`);
}
if (missing.length) throw new Error(`no licence text:\n${missing.join('\n')}`);
lines.push('', 'Fonts in fonts/:', '');
for (const [family, licence, file] of [
  ['Codicon (from graphiql / monaco-editor)', 'CC-BY-4.0', 'font-codicon.txt'],
  ['Fira Code (from graphiql)', 'OFL-1.1', 'font-fira-code.txt'],
  ['Roboto (from graphiql)', 'Apache-2.0', 'font-roboto.txt'],
]) {
  const text = (await readFile(path.join(here, 'licences', file), 'utf8')).trim();
  lines.push(`  ${family.padEnd(40)} ${licence.padEnd(22)} ${number(family, text)}`);
}
lines.push('', 'index.html, icon.svg, examples.json, jobs.json and the code of src/: part of Communiqué, under its licence.', '', '');
await writeFile(path.join(out, 'LICENSES.txt'), lines.join('\n') + bodies.join('\n'));

// Nothing may be fetched from elsewhere, and the page must do under its policy.
const html = await readFile(path.join(out, 'index.html'), 'utf8');
if (/<script(?![^>]*\bsrc=)|\son\w+=|<style|\sstyle=|(?:src|href)="(?!\/graphiql\/)/.test(html)) throw new Error('index.html: inline code or outside address');

let total = 0;
for (const file of (await readdir(out, { recursive: true })).sort()) {
  const full = path.join(out, file);
  const info = await stat(full);
  if (!info.isFile()) continue;
  total += info.size;
  const hash = createHash('sha256').update(await readFile(full)).digest('hex').slice(0, 12);
  console.log(`${String(info.size).padStart(9)}  ${hash}  ${file}`);
}
console.log(`${String(total).padStart(9)}  total; ${packages.length} packages`);
console.log(packages.map((p) => `${p.name} ${p.version} ${p.license}`).join('\n'));
