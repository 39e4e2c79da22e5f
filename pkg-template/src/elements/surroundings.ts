/** What elements stand in: the page's language, its colours, the screen. They are told when it changes. */

interface Surrounded {
  surroundingsChanged(): void;
}

const shown = new Set<Surrounded>();
let isWatching = false;

export function watch(element: Surrounded): void {
  shown.add(element);
  if (!isWatching) {
    isWatching = true;
    begin();
  }
}

export function unwatch(element: Surrounded): void {
  shown.delete(element);
}

function begin() {
  const attributes = { attributeFilter: ['lang', 'dir', 'class', 'style', 'data-theme'] };
  const observer = new MutationObserver(tell);
  observer.observe(document.documentElement, attributes);
  observer.observe(document.body, attributes);
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    matchMedia(query).addEventListener('change', tell);
  }
  watchPixels();
}

/** A window that is zoomed or moved to another screen has other pixels. */
function watchPixels() {
  const listen = () => {
    tell();
    watchPixels();
  };
  matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', listen, { once: true });
}

function tell() {
  shown.forEach((element) => element.surroundingsChanged());
}

/** The language of an element: its own, or that of the nearest element around it that has one. */
export function langOf(element: Element): string {
  for (let node: Element | null = element; node; node = around(node)) {
    const lang = node.getAttribute('lang');
    if (lang) {
      return lang;
    }
  }
  return 'en';
}

function around(element: Element): Element | null {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
