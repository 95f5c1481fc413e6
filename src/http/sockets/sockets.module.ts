import { Module } from '@nestjs/common';
import { Connections } from './connections.js';

/** How many connections there may be. */
@Module({ providers: [Connections], exports: [Connections] })
export class SocketsModule {}
