import { Module } from '@nestjs/common';
import { FileStore } from './file.store.js';

/** The files of messages. */
@Module({ providers: [FileStore], exports: [FileStore] })
export class FilesModule {}
