import type { Command } from 'commander';
import { printJson } from './output.js';

/** `openapi`: the description of the API, without a database. */
export function openApiCommand(program: Command): void {
  program
    .command('openapi')
    .description('Print the OpenAPI document')
    .action(async () => {
      const { previewOpenApi } = await import('./openapi-preview.js');
      printJson(await previewOpenApi());
    });
}
