// Builds static/built (or the folder given) from static/source: style sheets, one script, the font and the logo.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import rtlcss from "rtlcss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "built");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const options = { style: "compressed", loadPaths: [join(here, "node_modules")], quietDeps: true };
const govuk = sass.compile(join(here, "scss", "govuk.scss"), options).css;
writeFileSync(join(out, "govuk.css"), govuk + "\n");
writeFileSync(join(out, "govuk.rtl.css"), rtlcss.process(govuk) + "\n");
for (const name of ["tokens", "portal", "office"]) {
  const css = sass.compile(join(here, "css", `${name}.css`), options).css;
  writeFileSync(join(out, `${name}.css`), css + "\n");
}

// One script: the modules one after the other, without the words that tie them together.
const first = readFileSync(join(here, "js", "portal.js"), "utf8");
const modules = [...first.matchAll(/from "\.\/(\w+\.js)"/g)].map((found) => readFileSync(join(here, "js", found[1]), "utf8"));
const script = [...modules, first.replace(/^import .*\n/gm, "")].join("\n").replace(/^export /gm, "");
writeFileSync(join(out, "portal.js"), script.replace(/^\/\*\*[\s\S]*?\*\/\n/gm, "").replace(/\n{2,}/g, "\n").trimStart());

for (const name of readdirSync(join(here, "font"))) copyFileSync(join(here, "font", name), join(out, name));
copyFileSync(join(here, "logo.svg"), join(out, "logo.svg"));

// Packed beside, so that nothing is packed while somebody waits.
for (const name of readdirSync(out).filter((one) => /\.(css|js|svg|txt)$/.test(one))) {
  const content = readFileSync(join(out, name));
  writeFileSync(join(out, `${name}.gz`), gzipSync(content, { level: 9 }));
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(content));
}
