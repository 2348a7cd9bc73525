/** Text that is HTML already; everything else that is put into a page is escaped. */
export interface Markup {
  readonly markup: string;
}

type Piece = string | number | null | Markup | readonly Piece[];

/** Builds HTML from a template: html`<b>${text}</b>`. Lists are joined, null is nothing. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const markup = parts.map((part, index) => {
    const piece = pieces[index];
    return piece === undefined ? part : part + written(piece);
  });
  return { markup: markup.join('') };
}

export const nothing: Markup = { markup: '' };

function written(piece: Piece): string {
  if (piece === null) return '';
  if (typeof piece === 'string') return escaped(piece);
  if (typeof piece === 'number') return String(piece);
  return 'markup' in piece ? piece.markup : piece.map(written).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
