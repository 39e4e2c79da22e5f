/** Making nodes. */

type Child = Node | string | undefined;
type Properties<K extends keyof HTMLElementTagNameMap> = Partial<Omit<HTMLElementTagNameMap[K], 'part' | 'style'>> & {
  part?: string;
  /** Attributes, for what has no property. */
  attributes?: Readonly<Record<string, string>>;
};

/** An element with its properties and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { part, attributes, ...properties }: Properties<K> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  if (part) {
    element.setAttribute('part', part);
  }
  for (const [name, value] of Object.entries(attributes ?? {})) {
    element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** A button that says and does something. */
export function button(text: string, onclick: () => void, part = 'button'): HTMLButtonElement {
  return make('button', { type: 'button', textContent: text, onclick, part });
}

/** A text for screen readers only. */
export function unseen<K extends 'p' | 'div' | 'span'>(tag: K, properties: Properties<K> = {}): HTMLElementTagNameMap[K] {
  return make(tag, { className: 'unseen', ...properties } as Properties<K>);
}
