const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What XML 1.0 has no way to write, not even escaped: controls, and halves of characters. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** A text as it stands in an XML or HTML document, in a text or in an attribute. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(UNWRITABLE, '\u{fffd}')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
