// Compares the packages that lie in an image's tree with its SBOM: paths of package.json files by
// standard input, the folder as parameter. Part of .ci/image.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const folder = process.argv[2] ?? '.';
const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));

// Packages bring package.json files of their parts, too: those are not right below node_modules.
const PACKAGE = /(^|\/)node_modules\/(@[^/]+\/)?[^/@]+\/package\.json$/;
const paths = (await text(process.stdin)).split('\n').filter((path) => PACKAGE.test(path));
const installed = new Set<string>();
for (const path of paths) {
  const { name, version } = read(path) as Manifest;
  if (name && version) installed.add(`${name}@${version}`);
}
const { components } = read('sbom.json') as { components: { name: string; version: string }[] };
const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
listed.delete(`node@${components.find(({ name }) => name === 'node')?.version}`);

const { devDependencies = {}, optionalDependencies = {} } = read('package.json') as Manifest;
// What only development asks for directly; something in production may need it as well.
const faults = [
  ...[...installed].filter((id) => !listed.has(id)).map((id) => `${id} is not in the SBOM`),
  ...[...listed].filter((id) => !installed.has(id)).map((id) => `${id} is not installed`),
  ...Object.keys(optionalDependencies).filter((name) => hasPackage(name)),
  ...['typescript', 'jest', 'prisma'].filter((name) => name in devDependencies && hasPackage(name)),
];
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.stdout.write(`   ${installed.size} packages, the same as in the SBOM\n`);
process.exitCode = faults.length > 0 ? 1 : 0;

function hasPackage(name: string): boolean {
  return [...installed].some((id) => id.startsWith(`${name}@`));
}
