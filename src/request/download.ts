import type { RequestFile } from './request-files.js';

/** Contents of a file, and what a browser may make of them. */
export interface Download {
  readonly contents: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

// Forms that run nothing when somebody opens them. No SVG, no HTML.
const SAFE_FORMS = new Set([
  'application/pdf',
  'image/bmp',
  'image/gif',
  'image/heic',
  'image/jpeg',
  'image/png',
  'image/tiff',
  'image/webp',
  'text/csv',
  'text/plain',
]);

/** The answer that saves a file: who sent it is not to be trusted with more. */
export function downloadOf(file: RequestFile, contents: Buffer): Download {
  const form = file.mimetype?.trim().toLowerCase() ?? '';
  return {
    contents,
    headers: {
      'content-type': SAFE_FORMS.has(form) ? form : 'application/octet-stream',
      'content-disposition': attachment(file.filename ?? file.fileId),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
    },
  };
}

/** RFC 6266: a plain name for old browsers, and the name itself in the form of RFC 8187. */
function attachment(filename: string): string {
  const name = filename
    .toWellFormed()
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/[/\\]/g, '_');
  const plain = name.replaceAll(/[^\x20-\x7e]|["%]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
