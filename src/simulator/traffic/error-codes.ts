/** The error codes of the interface (§ PO Request Integration). */
export const INCORRECT_UPDATE = '402 Incorrect Update Submitted';
export const REQUEST_NOT_FOUND = '404 Request Not Found';
