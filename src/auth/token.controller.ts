import { Controller, Header, HttpCode, Post, Req, UseFilters } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBasicAuth,
  ApiBody,
  ApiConsumes,
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { KeptToAddresses } from './address-rule.decorator.js';
import { Public } from './public.decorator.js';
import { TOKEN_PATH, TokenErrorFilter } from './token-error.filter.js';
import { loggedClient } from './token-request.js';
import { TokenErrorResponse, TokenRequest, TokenResponse } from './token.dto.js';
import { TokenService } from './token.service.js';

/** The token endpoint of RFC 6749 §3.2. */
@ApiTags('Access')
@Controller()
@Public()
@KeptToAddresses('token')
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
  @ApiForbiddenResponse({ type: TokenErrorResponse })
  @ApiTooManyRequestsResponse({
    type: TokenErrorResponse,
    description: 'Too many wrong credentials from this address for this client',
  })
  @ApiServiceUnavailableResponse({ type: TokenErrorResponse })
  issue(@Req() request: FastifyRequest): Promise<TokenResponse> {
    request.notes = { ...request.notes, client: loggedClient(request) };
    return this.tokens.issue(request, request.address);
  }
}
