import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { pullAnswer } from './pull-answer.js';
import { Recorder } from './recorder.js';
import { submissionAnswer } from './submission-answer.js';

/** Tells the recorder of each answer, after it was sent. */
@Injectable()
export class AnswerHook implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly recorder: Recorder,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onResponse', async (request, reply) => {
      const pull = pullAnswer(request, reply);
      if (pull) return this.recorder.pull(pull);
      const submission = submissionAnswer(request, reply);
      if (submission) this.recorder.submission(submission);
    });
  }
}
