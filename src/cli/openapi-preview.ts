import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from '../app.module.js';
import { readConfig } from '../config/config.js';
import { openApiDocument } from '../http/openapi.js';
import { fastifyAdapter } from '../http/server.js';

/** The OpenAPI document of a server that is only looked at, and so needs no database. */
export async function previewOpenApi(): Promise<OpenAPIObject> {
  // What is only looked at needs no certificate.
  const config = { ...readConfig(), TLS_CERT_FILE: '' };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config),
    await fastifyAdapter(config),
    { preview: true, logger: false, abortOnError: false },
  );
  return openApiDocument(app);
}
