/**
 * What the elements look like. A page sets it by custom properties: `--inboxlens-ink`, `-muted`, `-grid`, `-surface`,
 * `-accent`, `-series-1` to `-series-8`, `-font`, `-radius`, `-height`; what it leaves open follows its colour scheme.
 */

/** Browsers without `light-dark()` stay light. */
const COLORS = `
:host {
  --_ink: var(--inboxlens-ink, #1d2733);
  --_muted: var(--inboxlens-muted, #5c6875);
  --_grid: var(--inboxlens-grid, #e4e8ed);
  --_surface: var(--inboxlens-surface, #ffffff);
  --_accent: var(--inboxlens-accent, #2f6fb7);
}
@supports (color: light-dark(#000, #fff)) {
  :host {
    --_ink: var(--inboxlens-ink, light-dark(#1d2733, #e8edf2));
    --_muted: var(--inboxlens-muted, light-dark(#5c6875, #9aa7b4));
    --_grid: var(--inboxlens-grid, light-dark(#e4e8ed, #2c3642));
    --_surface: var(--inboxlens-surface, light-dark(#ffffff, #161c24));
    --_accent: var(--inboxlens-accent, light-dark(#2f6fb7, #6ea8ea));
  }
}
@media (forced-colors: active) {
  :host {
    --_ink: CanvasText;
    --_muted: CanvasText;
    --_grid: GrayText;
    --_surface: Canvas;
    --_accent: Highlight;
  }
}
:host([theme='light']) { color-scheme: light; }
:host([theme='dark']) { color-scheme: dark; }
`;

const SHARED = `
:host {
  display: block;
  box-sizing: border-box;
  min-width: 0;
  color: var(--_ink);
  font-family: var(--inboxlens-font, system-ui, sans-serif);
  font-size: var(--inboxlens-font-size, 0.875rem);
  line-height: 1.4;
}
:host([hidden]) { display: none; }
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, h3, p, figure, dl, dd { margin: 0; }
button, select, input, textarea { font: inherit; color: inherit; }
button, select, input:not([type='checkbox'], [type='radio']), textarea {
  min-height: 2.25rem;
  padding: 0.25rem 0.75rem;
  border: 1px solid var(--_grid);
  border-radius: calc(var(--inboxlens-radius, 0.75rem) * 0.6);
  background: var(--_surface);
}
button { cursor: pointer; }
button:hover:not(:disabled) { border-color: var(--_accent); }
button:disabled { opacity: 0.5; cursor: default; }
button.main { background: var(--_accent); border-color: var(--_accent); color: var(--_surface); }
button.plain { border-color: transparent; background: none; min-height: 1.75rem; padding: 0 0.375rem; color: var(--_muted); }
button.icon { flex: none; min-height: 1.75rem; padding: 0.25rem; line-height: 0; }
button.icon[aria-pressed='true'] { color: var(--_accent); border-color: currentcolor; }
.icon svg { width: 1.125rem; height: 1.125rem; fill: none; stroke: currentcolor; stroke-width: 1.5; }
input[type='checkbox'], input[type='radio'] { accent-color: var(--_accent); width: 1rem; height: 1rem; margin: 0; flex: none; }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.muted { color: var(--_muted); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 0.375rem 0.625rem; text-align: start; border-bottom: 1px solid var(--_grid); }
th { font-weight: 600; color: var(--_muted); white-space: nowrap; }
td.number, th.number { text-align: end; white-space: nowrap; }
.scroll {
  overflow: auto;
  max-width: 100%;
  /* Shades at the sides beyond which there is more. */
  background:
    linear-gradient(to right, var(--_surface) 30%, transparent) left / 2rem 100% no-repeat local,
    linear-gradient(to left, var(--_surface) 30%, transparent) right / 2rem 100% no-repeat local,
    linear-gradient(to right, rgb(0 0 0 / 0.14), transparent) left / 0.625rem 100% no-repeat scroll,
    linear-gradient(to left, rgb(0 0 0 / 0.14), transparent) right / 0.625rem 100% no-repeat scroll;
}
`;

const sheets = new Map<string, CSSStyleSheet>();

/** The sheets of an element, its own one last. */
export function sheetsOf(own: string): CSSStyleSheet[] {
  return [COLORS + SHARED, own].map((text) => {
    let sheet = sheets.get(text);
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      sheets.set(text, sheet);
    }
    return sheet;
  });
}
