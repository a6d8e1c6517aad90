// Bundles what entry.js names, with the licence of each part at the head.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;
const parts = Object.keys(lock).filter((path) => path.startsWith("node_modules/") && !lock[path].dev && !lock[path].optional);
const names = parts.map((path) => `${path.slice("node_modules/".length)} ${lock[path].version}`);
const licences = [...new Set(parts.map((path) => readFileSync(`${path}/LICENSE`, "utf8").trim()))];
await build({
  entryPoints: ["entry.js"],
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  globalName: "d3",
  legalComments: "none",
  banner: { js: `/*! ${names.join(", ")}\n\n${licences.join("\n\n")}\n*/` },
  outfile: "d3.js",
});
