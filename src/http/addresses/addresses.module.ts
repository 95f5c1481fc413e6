import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AddressGuard } from './address.guard.js';

/** Where callers may call from. Comes before AuthModule, so that its guard is asked first. */
@Module({ providers: [{ provide: APP_GUARD, useClass: AddressGuard }] })
export class AddressesModule {}
