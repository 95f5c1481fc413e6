/** Items as a load gives them: what a test does not say is plain and valid. */

type Item = Record<string, unknown>;

export function contract(id: string, customerId: string, more: Item = {}): Item {
  return {
    contractId: id,
    jobsiteId: 'J1',
    locationId: 'L1',
    customerId,
    contractStartDate: '2026-01-01',
    contractEndDate: '2026-12-31',
    assetDetails: [asset()],
    feeDetails: [],
    taxDetails: [],
    ...more,
  };
}

/** @param returned when it came back; on rent without */
export function asset(returned?: string): Item {
  return {
    rentedAssetId: '1',
    rentalTotal: 1,
    quantity: 1,
    shortDescription: '416',
    equipmentAssetId: '1',
    manufacturer: 'CAT',
    serialNumber: '1',
    ...(returned !== undefined && { assetReturnedDate: returned }),
  };
}

export function jobsite(id: string, customerId: string, more: Item = {}): Item {
  return { jobsiteId: id, customerId, name: `Site ${id}`, ...more };
}

export function invoice(id: string, customerId: string, more: Item = {}): Item {
  return {
    invoiceId: id,
    customerId,
    total: 1,
    invoiceDate: '2026-01-01',
    billedDateStart: '2026-01-01',
    billedDateEnd: '2026-01-28',
    jobsiteId: 'J1',
    contractId: 'A',
    assetDetails: [],
    feeDetails: [],
    taxDetails: [],
    ...more,
  };
}

export function rate(customerId: string, groupId: string, daily = 1): Item {
  const amount = { amount: daily };
  return { customerId, groupId, daily: amount, monthly: amount, weekly: amount };
}

export function customer(id: string, name = `Customer ${id}`): Item {
  return { customerId: id, customerName: name };
}

export function location(id: string, city = 'Atlanta'): Item {
  return { locationId: id, properties: { city } };
}
