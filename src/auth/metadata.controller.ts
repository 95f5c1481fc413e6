import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { KeySet, ServerMetadata } from './metadata.dto.js';
import { KEY_SET_PATH, MetadataService } from './metadata.service.js';
import { Public } from './public.decorator.js';

const MAX_AGE = 'public, max-age=300';

/** The documents others find us by. */
@ApiTags('Access')
@Controller()
@Public()
export class MetadataController {
  constructor(private readonly service: MetadataService) {}

  @Get('/.well-known/oauth-authorization-server')
  @Header('Cache-Control', MAX_AGE)
  @ApiOperation({ summary: 'Describe the token endpoint (RFC 8414)' })
  @ApiOkResponse({ type: ServerMetadata })
  metadata(): ServerMetadata {
    return this.service.metadata();
  }

  @Get(KEY_SET_PATH)
  @Header('Cache-Control', MAX_AGE)
  @ApiOperation({ summary: 'List the public keys of the access tokens (RFC 7517)' })
  @ApiOkResponse({ type: KeySet })
  keySet(): Promise<KeySet> {
    return this.service.keySet();
  }
}
