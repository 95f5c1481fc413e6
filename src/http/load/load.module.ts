import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Admission } from './admission.js';
import { ConnectionLimit } from './connection-limit.js';
import { ClientLimitsGuard } from './client-limits.guard.js';
import { GracefulStop } from './graceful-stop.js';
import { Stopping } from './stopping.js';

/**
 * What this server takes on at one time, from one client, and when it stops. Comes after AuthModule, so
 * that its guard knows who calls.
 */
@Global()
@Module({
  providers: [
    Admission,
    Stopping,
    GracefulStop,
    ConnectionLimit,
    { provide: APP_GUARD, useClass: ClientLimitsGuard },
  ],
  exports: [Admission, Stopping, GracefulStop, ConnectionLimit],
})
export class LoadModule {}
