import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { EventTransaction } from '../../events/event-transaction.js';
import type { Caller } from '../../auth/caller.js';
import { resolveDealer } from '../../auth/dealer-access.js';
import { AppError } from '../../errors.js';
import { FileStore } from '../../files/file.store.js';
import { createdByOf } from '../../outbox/created-by.js';
import { AnswerService } from './answer.service.js';
import {
  dispositionsOf,
  knownDisposition,
  WRONG_TERRITORY,
} from '../../interface/message/disposition.js';
import { storedFiles, type StoredFiles } from './file-upload.js';
import type { RequestDetails } from '../request-details.js';
import type { RequestType } from '../../interface/message/request-type.js';
import { stateOf, type RequestRecord } from '../request.js';
import { transition, type RequestState } from '../../interface/message/request.state.js';
import { RequestStore } from '../request.store.js';
import type { UpdateBody } from '../requests.dto.js';
import { RequestsService } from '../requests.service.js';

/** Takes what the dealer's systems say of requests. */
@Injectable()
export class DealerAnswerService {
  constructor(
    private readonly transaction: EventTransaction,
    private readonly store: RequestStore,
    private readonly answers: AnswerService,
    private readonly files: FileStore,
    private readonly requests: RequestsService,
  ) {}

  /**
   * Adds an update to a request and sends it to CRS.
   * @throws AppError `not-found`; `invalid-request` for a disposition that its kind does not have;
   *   `not-allowed-now` with the present state and those that are allowed
   */
  async update(
    caller: Caller,
    requestId: string,
    body: UpdateBody,
    named: string | undefined,
  ): Promise<RequestDetails> {
    const dealer = resolveDealer(caller, named);
    const attachments = storedFiles(body.attachments ?? []);
    await this.transaction.run(async (client) => {
      const [request] = await this.store.lock(client, dealer, { requestId });
      if (!request) throw new AppError('not-found', `Dealer ${dealer} has no request ${requestId}`);
      await this.#give(client, request, body, attachments);
    });
    return this.requests.details(dealer, requestId);
  }

  async #give(
    client: ClientBase,
    request: RequestRecord,
    body: UpdateBody,
    attachments: StoredFiles,
  ): Promise<void> {
    const disposition = checkedDisposition(request.requestType, body);
    const state = stateAfter(request, body, disposition);
    await this.files.put(client, request.dealerCode, attachments.contents);
    const { text, updateDate, createdBy, userName } = body;
    await this.answers.give(client, request, state, {
      text: text ?? null,
      updateDate: updateDate ?? undefined,
      createdBy: createdByOf(createdBy),
      userName,
      properties: {
        ...(disposition !== undefined && { disposition }),
        ...(attachments.entries.length > 0 && { attachments: attachments.entries }),
      },
    });
  }
}

/** As the interface writes it. "When a lead is closed, it should be closed with" one (§ Lead). */
function checkedDisposition(type: RequestType, { status, disposition: given }: UpdateBody) {
  const disposition = given ?? undefined;
  const closesLead = type === 'lead' && status === 'closed';
  if (disposition === undefined) {
    if (closesLead) throw badDisposition(`must be given: ${listOf(type, status)}`);
    return undefined;
  }
  const known = knownDisposition(type, disposition);
  const isMisplaced = known === WRONG_TERRITORY && status !== 'submitted';
  if (known === undefined || isMisplaced)
    throw badDisposition(
      dispositionsOf(type).length > 0
        ? `must be one of ${listOf(type, status)}`
        : 'must be left out: only a quote or a lead has one',
    );
  return known;
}

function listOf(type: RequestType, status: string): string {
  const known = dispositionsOf(type);
  return known.filter((one) => one !== WRONG_TERRITORY || status === 'submitted').join(', ');
}

function badDisposition(reason: string): AppError {
  return new AppError('invalid-request', undefined, { faults: [{ path: 'disposition', reason }] });
}

function stateAfter(
  request: RequestRecord,
  { status }: UpdateBody,
  disposition: string | undefined,
): RequestState {
  const next = transition(stateOf(request), { side: 'dealer', status, disposition });
  if (next.result !== 'refused') return next.state;
  const { allowed } = next;
  const now = request.ended && request.status !== 'closed' ? 'ended' : request.status;
  throw new AppError('not-allowed-now', `Request ${request.requestId} is ${now}`, {
    extensions: { requestStatus: request.status, allowed },
  });
}
