// Writes `dist/` (embedded in the program), `dist-paper/` (the fonts of what is printed, embedded as well) and
// `dist-test/` (for the browser tests).
//
// Not here: a bundler, a minifier, anything that changes what is in `src/`. What one reads there is what the
// browser gets.

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, 'node_modules');
const tokens = join(packages, '@digital-go-jp', 'design-tokens');
const axe = join(packages, 'axe-core');

/** The paths of all files below a folder, without those whose name begins with a dot. */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

/** The content of each file to be written, by its path inside the folder. */
function shipped() {
  const files = new Map();
  const source = join(here, 'src');
  for (const path of existsSync(source) ? filesBelow(source) : []) {
    files.set(relative(source, path), readFileSync(path));
  }
  files.set('tokens.css', readFileSync(join(tokens, 'dist', 'tokens.css')));
  files.set(join('licenses', 'digital-go-jp-design-tokens.txt'), readFileSync(join(tokens, 'LICENSE')));
  return files;
}

/** The fonts of what is printed, whole as their package has them: gothic for tables, mincho for running text. */
function printed() {
  const fonts = join(packages, '@expo-google-fonts');
  const face = (name, weight, file) => readFileSync(join(fonts, name, weight, file));
  return new Map([
    ['BIZUDPGothic-Regular.ttf', face('biz-udpgothic', '400Regular', 'BIZUDPGothic_400Regular.ttf')],
    ['BIZUDPGothic-Bold.ttf', face('biz-udpgothic', '700Bold', 'BIZUDPGothic_700Bold.ttf')],
    ['BIZUDMincho-Regular.ttf', face('biz-udmincho', '400Regular', 'BIZUDMincho_400Regular.ttf')],
    [join('licenses', 'biz-udpgothic.txt'), readFileSync(join(fonts, 'biz-udpgothic', 'LICENSE_FONT'))],
    [join('licenses', 'biz-udmincho.txt'), readFileSync(join(fonts, 'biz-udmincho', 'LICENSE_FONT'))],
  ]);
}

function tested() {
  return new Map([
    ['axe.min.js', readFileSync(join(axe, 'axe.min.js'))],
    [join('licenses', 'axe-core.txt'), readFileSync(join(axe, 'LICENSE'))],
    [join('licenses', 'axe-core-3rd-party.txt'), readFileSync(join(axe, 'LICENSE-3RD-PARTY.txt'))],
  ]);
}

/** Makes the folder hold exactly these files. An equal file keeps its time, so that Cargo sees no change. */
function write(folder, files) {
  mkdirSync(folder, { recursive: true });
  for (const path of filesBelow(folder)) {
    if (!files.has(relative(folder, path))) rmSync(path);
  }
  let written = 0;
  for (const [name, content] of files) {
    const path = join(folder, name);
    if (existsSync(path) && readFileSync(path).equals(content)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    written += 1;
  }
  console.error(`assets/${relative(here, folder)}: ${files.size} files, ${written} written`);
}

write(join(here, 'dist'), shipped());
write(join(here, 'dist-paper'), printed());
write(join(here, 'dist-test'), tested());
