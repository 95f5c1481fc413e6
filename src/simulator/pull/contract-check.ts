import type { Item } from '../answers/read-answer.js';
import type { Findings, Place } from '../findings.js';
import { CONTRACT } from '../rules/pull.rules.js';
import { REFERENCE } from '../rules/references.rules.js';
import { checkCurrency } from './currency.js';
import { IdSet, listOf, objectOf, textOf } from './ids.js';
import { checkReference, type Known } from './known.js';
import { before, timeOf } from './times.js';

const DAY_MS = 86_400_000;
const PERIODS = ['daily', 'monthly', 'weekly'];

/** Looks at one contract: its times, currencies, and the ids in it. */
export class ContractCheck {
  constructor(
    private readonly findings: Findings,
    private readonly known: Known,
  ) {}

  /** @param now when it was answered, in milliseconds */
  check(contract: Item, place: Place & { path: string }, now: number): void {
    const { findings, known } = this;
    const assets = listOf(contract, 'assetDetails');
    const at = (name: string) => ({ ...place, path: `${place.path}.${name}` });
    const end = at('contractEndDate');
    findings.expect(CONTRACT.dates, before(contract, 'contractEndDate', 'contractStartDate'), end);
    checkCurrency(findings, CONTRACT.currency, contract['currency'], at('currency'));
    const location = textOf(contract, 'locationId');
    if (known.locations && location !== undefined)
      checkReference(findings, REFERENCE.location, {
        id: location,
        among: known.locations,
        place: at('locationId'),
      });
    this.#active(contract, assets, place, now);
    const rented = new IdSet(assets.map((asset) => textOf(asset, 'rentedAssetId') ?? ''));
    for (const [index, asset] of assets.entries())
      this.#asset(asset, rented, at(`assetDetails[${index}]`));
  }

  #asset(asset: Item, rented: IdSet, place: Place & { path: string }): void {
    const { findings, known } = this;
    const at = (name: string) => ({ ...place, path: `${place.path}.${name}` });
    const returned = before(asset, 'assetReturnedDate', 'assetStartDate');
    findings.expect(CONTRACT.dates, returned, at('assetReturnedDate'));
    const group = textOf(asset, 'assetId');
    if (known.groups && group !== undefined)
      checkReference(findings, REFERENCE.group, {
        id: group,
        among: known.groups,
        place: at('assetId'),
      });
    const attached = textOf(asset, 'attachedTo');
    if (attached !== undefined)
      checkReference(findings, REFERENCE.attached, {
        id: attached,
        among: rented,
        place: at('attachedTo'),
      });
    const rate = objectOf(asset, 'rentalRate');
    for (const period of PERIODS) {
      const { currency } = objectOf(rate, period) as { currency?: unknown };
      checkCurrency(findings, CONTRACT.currency, currency, at(`rentalRate.${period}.currency`));
    }
  }

  #active(contract: Item, assets: readonly Item[], place: Place, now: number): void {
    if (contract['isReservation'] === true || assets.length === 0) return;
    // Clocks differ, and a return of today may be written after the list was made.
    const isBack = (asset: Item) => (timeOf(asset, 'assetReturnedDate') ?? now) < now - DAY_MS;
    const found = assets.every(isBack)
      ? `${textOf(contract, 'contractId') ?? 'a contract'}: every asset was returned`
      : undefined;
    this.findings.expect(CONTRACT.active, found, place);
  }
}
