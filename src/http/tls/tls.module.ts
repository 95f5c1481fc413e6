import { Module } from '@nestjs/common';
import { CLOCK } from '../../auth/clock.js';
import { TlsCertificate } from './tls-certificate.js';

/** The server's own certificate, where it has one. */
@Module({
  providers: [TlsCertificate, { provide: CLOCK, useValue: () => Date.now() }],
  exports: [TlsCertificate],
})
export class TlsModule {}
