/** Making nodes. */

type Child = Node | string | undefined;
type Properties<K extends keyof HTMLElementTagNameMap> = Partial<Omit<HTMLElementTagNameMap[K], 'part' | 'style' | 'attributes'>> & {
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

/** Drawn on a grid of 16 by 16. */
const ICONS = {
  table: 'M2 3h12v10H2zM2 6.5h12M2 9.75h12M6 6.5V13',
  close: 'M4 4l8 8M12 4l-8 8',
};

/** A button with a picture; whoever makes it gives it a label. */
export function iconButton(icon: keyof typeof ICONS, onclick: () => void): HTMLButtonElement {
  const SVG = 'http://www.w3.org/2000/svg';
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('viewBox', '0 0 16 16');
  picture.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[icon]);
  picture.append(path);
  return make('button', { type: 'button', className: 'plain icon', onclick, part: 'button' }, picture);
}
