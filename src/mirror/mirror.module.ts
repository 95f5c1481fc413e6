import { Module } from '@nestjs/common';
import { MirrorStore } from './mirror.store.js';
import { PinStore } from './pin.store.js';
import { PullService } from './pull.service.js';

/** The mirror of the dealers' rental systems. */
@Module({ providers: [MirrorStore, PinStore, PullService], exports: [MirrorStore, PullService] })
export class MirrorModule {}
