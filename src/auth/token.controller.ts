import { Controller, Header, HttpCode, Post, Req, UseFilters } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBasicAuth,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from './public.decorator.js';
import { TOKEN_PATH, TokenErrorFilter } from './token-error.filter.js';
import { TokenErrorResponse, TokenRequest, TokenResponse } from './token.dto.js';
import { TokenService } from './token.service.js';

/** The token endpoint of RFC 6749 §3.2. */
@ApiTags('Access')
@Controller()
@Public()
@UseFilters(TokenErrorFilter)
export class TokenController {
  constructor(private readonly tokens: TokenService) {}

  @Post(TOKEN_PATH)
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Header('Pragma', 'no-cache')
  @ApiOperation({ summary: 'Get an access token with client credentials (RFC 6749 §4.4)' })
  @ApiBasicAuth()
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ type: TokenRequest })
  @ApiOkResponse({ type: TokenResponse })
  @ApiBadRequestResponse({ type: TokenErrorResponse })
  @ApiUnauthorizedResponse({ type: TokenErrorResponse })
  @ApiServiceUnavailableResponse({ type: TokenErrorResponse })
  issue(@Req() request: FastifyRequest): Promise<TokenResponse> {
    return this.tokens.issue(request);
  }
}
