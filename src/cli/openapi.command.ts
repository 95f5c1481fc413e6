import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Command } from 'commander';
import { AppModule } from '../app.module.js';
import { readConfig } from '../config/config.js';
import { openApiDocument } from '../http/openapi.js';
import { fastifyAdapter } from '../http/server.js';
import { printJson } from './output.js';

/** `openapi`: the description of the API, without a database. */
export function openApiCommand(program: Command): void {
  program
    .command('openapi')
    .description('Print the OpenAPI document')
    .action(async () => {
      const app = await NestFactory.create<NestFastifyApplication>(
        AppModule.with(readConfig()),
        fastifyAdapter(),
        { preview: true, logger: false, abortOnError: false },
      );
      printJson(openApiDocument(app));
    });
}
