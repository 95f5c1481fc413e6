import { Customers, DealerCode, Items, PageNumber } from './parameters.js';

/** Parameters every pull endpoint takes. */
export class DealerQuery {
  @DealerCode()
  dealer?: string;
}

/** Parameters of a paged endpoint. */
export class PageQuery extends DealerQuery {
  @Items()
  items?: number;

  @PageNumber()
  page: number = 0;
}

/** Parameters of a paged endpoint for up to five customers. */
export class FiveCustomersQuery extends PageQuery {
  @Customers(5)
  customer: string[] = [];
}

/** Parameters of a paged endpoint for one customer. */
export class OneCustomerQuery extends PageQuery {
  @Customers(1)
  customer: string[] = [];
}

/** Parameters of an endpoint that is about one customer and has no pages. */
export class CustomerQuery extends DealerQuery {
  @Customers(1)
  customer: string[] = [];
}

/** Parameters of an endpoint that may be about one customer and has no pages. */
export class OptionalCustomerQuery extends DealerQuery {
  @Customers(1, { optional: true })
  customer: string[] = [];
}
