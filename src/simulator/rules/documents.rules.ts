import { rules } from './rule.js';

const SECTION = 'PDF Document Support';

/** The PDFs that contracts and invoices name. */
export const DOCUMENT = rules('documents', {
  url: {
    id: 'PDF-URL',
    severity: 'error',
    section: SECTION,
    expected: 'A pdfUrl is a whole http or https address.',
    mend: 'Send the whole address, with its host; leave pdfUrl out where there is no PDF.',
  },
  encrypted: {
    id: 'PDF-TLS',
    severity: 'warning',
    section: 'Security / Authentication considerations',
    expected: 'A PDF is fetched over https if the endpoints are.',
    mend: 'Serve documents over https: they are as private as the lists.',
  },
  fetched: {
    id: 'PDF-FETCHED',
    severity: 'error',
    section: SECTION,
    expected: 'A PDF is there: 200 with the token of the endpoints, or without one.',
    mend: 'Take the same token as the endpoints do, or none; no log-in page, no redirect to another place.',
  },
  content: {
    id: 'PDF-CONTENT',
    severity: 'error',
    section: SECTION,
    expected: 'What a pdfUrl gives is a PDF document.',
    mend: 'Answer 404 or 5xx where there is no PDF, not a page for people with 200.',
  },
  type: {
    id: 'PDF-TYPE',
    severity: 'note',
    section: SECTION,
    expected: 'A PDF is sent as application/pdf.',
    mend: 'Send Content-Type: application/pdf.',
  },
});
