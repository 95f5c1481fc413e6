import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { SCOPES } from '../auth/scope.js';
import { namedSchemas } from './schemas.js';

const DESCRIPTION = `The dealer's side of the Cat Rental Store: the CAT Rental Store Dealer Data Pull
Interface, version 2.0. Get a token at \`/oauth/token\` with the client credentials flow and send it
as \`Authorization: Bearer …\`.`;

/** The OpenAPI document of the running server. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const base = new DocumentBuilder()
    .setTitle('crs-dealer-api')
    .setDescription(DESCRIPTION.replaceAll('\n', ' '))
    .setVersion('2.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addOAuth2(
      {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: SCOPES } },
      },
      'bearer',
    )
    .build();
  const document = SwaggerModule.createDocument(app, base);
  const schemas = { ...document.components?.schemas, ...namedSchemas() };
  return { ...document, components: { ...document.components, schemas } };
}

/** Serves `/docs` (Swagger UI, from the server's own files) and `/openapi.json`. */
export function serveOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'crs-dealer-api',
  });
}
