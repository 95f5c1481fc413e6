import { parseZonedDatetime } from '../../interface/datetime.js';
import { asId, asObject, asText, type JsonObject } from '../../interface/message/json-values.js';
import { shown } from '../findings.js';
import { CHAIN } from '../rules/chains.rules.js';
import type { Inspection } from './inspection.js';
import { isErrorMessage, isSaid, parts, type SaidMessage } from './message-parts.js';

const PATH = 'payload.message';

/** Messages of a chain, by themselves (§ Asset-centric Messaging Integration). */
export function checkChain(message: SaidMessage, inspection: Inspection): void {
  const { payload } = message;
  const content = asObject(payload['message']);
  const chain = asObject(content?.['messageChain']);
  const isMissing = !isSaid(payload['message']) || (content && !isSaid(content['messageChain']));
  const found = isMissing && !isErrorMessage(message) ? 'it is missing' : undefined;
  inspection.expect(CHAIN.payload, found, content ? `${PATH}.messageChain` : PATH);
  if (!content || !chain) return;
  const noId = asId(chain['localId']) === undefined ? 'localId is missing' : undefined;
  inspection.expect(CHAIN.id, noId, `${PATH}.messageChain.localId`);
  const type = chain['chainType'];
  inspection.expect(
    CHAIN.type,
    type === 'asset' ? undefined : shown(type ?? null),
    `${PATH}.messageChain.chainType`,
  );
  checkMessages(content, chain, inspection);
  if (!isSaid(chain['remoteId'])) checkBeginning(message, content, inspection);
}

function checkMessages(content: JsonObject, chain: JsonObject, inspection: Inspection): void {
  const path = `${PATH}.messages`;
  const messages = parts(content['messages'], path);
  const isClosing = chain['active'] === false || asText(chain['active']) === 'false';
  const isEmpty = !Array.isArray(content['messages']) || content['messages'].length === 0;
  inspection.expect(CHAIN.empty, isEmpty && !isClosing ? 'no message' : undefined, path);
  inspection.expect(CHAIN.order, orderFault(messages.map(({ object }) => object)), path);
  for (const { path: at, object } of messages) {
    const noText = isSaid(object['messageText']) ? undefined : 'it is missing';
    inspection.expect(CHAIN.text, noText, `${at}.messageText`);
    const missing = ['createdDate', 'createdBy'].filter((name) => !isSaid(object[name]));
    inspection.expect(
      CHAIN.author,
      missing.length > 0 ? `no ${missing.join(' and no ')}` : undefined,
      at,
    );
  }
}

/** "Timestamps on individual messages could vary by small amounts". */
const TOLERANCE_MS = 5_000;

function orderFault(messages: readonly JsonObject[]): string | undefined {
  const times = messages.map(
    ({ createdDate }) => parseZonedDatetime(asText(createdDate) ?? '')?.time ?? NaN,
  );
  const at = times.findIndex((time, index) => (times[index + 1] ?? NaN) - time > TOLERANCE_MS);
  if (at < 0) return undefined;
  const [first, second] = [messages[at], messages[at + 1]];
  return `${shown(first?.['createdDate'])} before ${shown(second?.['createdDate'])}`;
}

const ASSET_IDS = ['rentedAssetId', 'equipmentAssetId', 'serialNumber'];

/** Without a remoteId the receiver cannot know the chain: "information to link it to the asset …". */
function checkBeginning(
  { object }: SaidMessage,
  content: JsonObject,
  inspection: Inspection,
): void {
  const asset = asObject(content['asset']);
  const noAsset = ASSET_IDS.some((name) => isSaid(asset?.[name])) ? undefined : 'no asset';
  inspection.expect(CHAIN.asset, noAsset, `${PATH}.asset`);
  const contract = asObject(content['contract']);
  const noContract = isSaid(contract?.['contractId']) ? undefined : 'no contractId';
  inspection.expect(CHAIN.contract, noContract, `${PATH}.contract.contractId`);
  const noCustomer = isSaid(object['customerNumber']) ? undefined : 'no customerNumber';
  inspection.expect(CHAIN.customer, noCustomer, 'customerNumber');
}
