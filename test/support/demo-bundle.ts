import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { generateBundle } from '../../src/demo/generate-bundle.js';
import { RESOURCES } from '../../src/interface/resource.js';
import { temporaryFolder } from './temporary-folder.js';

/** What the demo dealer has, smaller; without PDFs, as nobody serves them. */
export async function demoBundle(
  size = { customers: 12, contracts: 120, invoices: 400 },
): Promise<Record<string, Buffer>> {
  const out = await temporaryFolder();
  try {
    await generateBundle({ out, seed: 7, asOf: new Date(), ...size });
    const files = RESOURCES.map(async (name) => {
      const file = `${name}.ndjson`;
      const text = await readFile(join(out, file), 'utf8');
      return [file, Buffer.from(text.replaceAll(/"pdfUrl":"[^"]*",?/g, ''))] as const;
    });
    return Object.fromEntries(await Promise.all(files));
  } finally {
    await rm(out, { recursive: true });
  }
}
