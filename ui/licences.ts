/**
 * The components that a release carries, each with its version and licence, as the module `virtual:licences`.
 *
 * What the window and the program link is asked of Cargo, what the pages bundle is read from package-lock.json: nothing is
 * listed by hand. Not in here: how it is shown. The invariant: a component without a licence stops the build.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** A component of a release. */
export interface Component {
  name: string;
  version: string;
  licence: string;
  /** Linked into the program, or bundled into the pages. */
  of: 'program' | 'pages';
}

interface CargoPackage {
  id: string;
  name: string;
  version: string;
  license: string | null;
  source: string | null;
}
interface CargoMetadata {
  packages: CargoPackage[];
  resolve: { nodes: Array<{ id: string; deps: Array<{ pkg: string; dep_kinds: Array<{ kind: string | null }> }> }> };
}

const MODULE = 'virtual:licences';
const folder = fileURLToPath(new URL('..', import.meta.url));
/** The programs of a release. */
const ROOTS = ['qingce-desktop', 'qingce-cli'];

const run = (program: string, ...words: string[]) => execFileSync(program, words, { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });

/** What the programs link, on this platform; what only builds or tests them is left out. */
function linked(): Component[] {
  const cargo = process.env.CARGO ?? 'cargo';
  const platform = /^host: (.+)$/m.exec(run('rustc', '-vV'))?.[1] ?? '';
  const { packages, resolve } = JSON.parse(run(cargo, 'metadata', '--format-version', '1', '--locked', '--filter-platform', platform)) as CargoMetadata;
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const waiting = packages.filter((one) => ROOTS.includes(one.name)).map((one) => one.id);
  const met = new Set(waiting);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const dep of nodes.get(id)?.deps ?? []) {
      if (met.has(dep.pkg) || !dep.dep_kinds.some(({ kind }) => kind === null)) continue;
      met.add(dep.pkg);
      waiting.push(dep.pkg);
    }
  }
  return packages.filter((one) => met.has(one.id) && one.source !== null).map(({ name, version, license }) => ({ name, version, licence: license ?? '', of: 'program' }));
}

/** What the pages bundle. */
function bundled(): Component[] {
  const lock = JSON.parse(readFileSync(new URL('./package-lock.json', import.meta.url), 'utf8')) as { packages: Record<string, { version?: string; license?: string; dev?: boolean; optional?: boolean }> };
  return Object.entries(lock.packages)
    .filter(([path, one]) => path !== '' && !one.dev && !one.optional)
    .map(([path, one]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), version: one.version ?? '', licence: one.license ?? '', of: 'pages' }));
}

/** All components, by name. */
export function components(): Component[] {
  const all = [...linked(), ...bundled()].sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'));
  const without = all.filter((one) => one.licence === '').map((one) => one.name);
  if (without.length > 0) throw new Error(`no licence is told by ${without.join(', ')}`);
  return all;
}

/** Gives the pages the module. */
export function licences(): Plugin {
  return {
    name: 'licences',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) => (id === `\0${MODULE}` ? `export default ${JSON.stringify(components())};` : undefined),
  };
}
