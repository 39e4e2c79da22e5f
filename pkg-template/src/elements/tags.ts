/** Elements under their own names. */

export interface Tagged<T extends HTMLElement> {
  new (): T;
  readonly tag: string;
}

/** Registers a class, unless its name is taken. */
export function register(element: Tagged<HTMLElement>): void {
  if (!customElements.get(element.tag)) {
    customElements.define(element.tag, element);
  }
}

/** An element of a class, which is registered if it has to be. */
export function created<T extends HTMLElement>(element: Tagged<T>): T {
  register(element);
  return document.createElement(element.tag) as T;
}
