import { Global, Module, type NestModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CONFIG, type Config } from '../config/config.js';
import { AccessTokenService } from './access-token.service.js';
import { BearerGuard } from './bearer.guard.js';
import { BearerStrategy } from './bearer.strategy.js';
import { CallerCache } from './caller-cache.js';
import { CallerService } from './caller.service.js';
import { ClientService } from './client.service.js';
import { ClientStore } from './client.store.js';
import { CLOCK } from './clock.js';
import { DealerService } from './dealer.service.js';
import { DealerStore } from './dealer.store.js';
import { ExternalTokenService } from './external-token.service.js';
import { IssuerKeyService } from './issuer-key.service.js';
import { IssuerKeySetStore } from './issuer-key-set.store.js';
import { MetadataController } from './metadata.controller.js';
import { MetadataService } from './metadata.service.js';
import { ScopeGuard } from './scope.guard.js';
import { SecretBox } from './secret-box.js';
import { secretsKey } from './secrets-key.js';
import { SigningKeyService } from './signing-key.service.js';
import { SigningKeyStore } from './signing-key.store.js';
import { TokenErrorFilter } from './token-error.filter.js';
import { TokenController } from './token.controller.js';
import { TokenFailures } from './token-failures.js';
import { TokenModel } from './token-model.js';
import { TokenService } from './token.service.js';

/**
 * Who may call. Needs the configuration (CONFIG) and the Database, both from global modules. Its
 * two guards apply to every route: first who it is, then what it may do.
 */
@Global()
@Module({
  controllers: [TokenController, MetadataController],
  providers: [
    DealerStore,
    DealerService,
    ClientStore,
    ClientService,
    SigningKeyStore,
    SigningKeyService,
    AccessTokenService,
    IssuerKeySetStore,
    IssuerKeyService,
    ExternalTokenService,
    CallerService,
    CallerCache,
    BearerStrategy,
    TokenModel,
    TokenFailures,
    TokenService,
    MetadataService,
    TokenErrorFilter,
    { provide: CLOCK, useValue: () => Date.now() },
    {
      provide: SecretBox,
      inject: [CONFIG],
      useFactory: async (config: Config) => new SecretBox(await secretsKey(config)),
    },
    { provide: APP_GUARD, useClass: BearerGuard },
    { provide: APP_GUARD, useClass: ScopeGuard },
  ],
  exports: [DealerService, ClientService, SigningKeyService, CallerService, SecretBox],
})
export class AuthModule implements NestModule {
  constructor(private readonly tokenErrors: TokenErrorFilter) {}

  // Nest's last call before it registers the routes; there is no middleware to configure.
  configure(): void {
    this.tokenErrors.register();
  }
}
