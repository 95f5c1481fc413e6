/** Words of PromQL that look like metrics. */
const WORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan']);

/** What an expression of PromQL asks for. */
export interface Asked {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
}

/** Reads the names out of an expression, without understanding it. */
export function namesIn(expression: string): Asked {
  const labels = new Set<string>();
  const plain = expression
    .replaceAll(/"[^"]*"/g, '""')
    // Matchers, and what is grouped or joined by.
    .replaceAll(/\{([^}]*)\}/g, (_all, matchers: string) => {
      for (const [, label = ''] of matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)) labels.add(label);
      return ' ';
    })
    .replaceAll(
      /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g,
      (_all, list: string) => {
        for (const label of list.split(',')) labels.add(label.trim());
        return ' ';
      },
    )
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\boffset\s+\w+/g, ' ');
  const names = [...plain.matchAll(/(?<![\w.])[a-zA-Z_:][\w:]*(?!\w*\s*\()/g)].map(
    ([name]) => name,
  );
  const metrics = names.filter((name) => !WORDS.has(name.toLowerCase()));
  return { metrics: [...new Set(metrics)], labels: [...labels] };
}
