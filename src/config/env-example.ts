import { VARIABLES } from './variables.js';

const WIDTH = 98;

/** The text of `.env.example`: every variable with its meaning and its default. */
export function envExample(): string {
  const blocks = Object.entries(VARIABLES).map(([name, { desc, default: preset }]) => {
    const meaning = wrap(desc ?? '').map((line) => `# ${line}`);
    return [...meaning, `# ${name}=${String(preset ?? '')}`].join('\n');
  });
  return `${HEADER}\n${blocks.join('\n\n')}\n`;
}

const HEADER = `# Copy this file to .env and take the # from what you change.
# Variables of the process win over this file. Written by \`npm run env:example\`.
`;

function wrap(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
