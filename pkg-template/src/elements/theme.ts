/** What the page's style sheets make of an element, as the theme of a chart. */
import type { Theme } from '../types.js';

const COLORS = ['ink', 'muted', 'grid', 'surface', 'accent'] as const;
const SERIES = [1, 2, 3, 4, 5, 6, 7, 8];

/** The theme that the custom properties around `probe` amount to. The probe is an element without text of its own. */
export function themeOf(probe: HTMLElement): Theme {
  // The value of a custom property is text; a colour made of it is resolved.
  const styles = getComputedStyle(probe);
  const color = (value: string) => {
    probe.style.color = value;
    return inRgb(styles.color);
  };
  const own = SERIES.map((number) => `--inboxlens-series-${number}`).filter((name) => styles.getPropertyValue(name));
  const theme = {
    ...Object.fromEntries(COLORS.map((name) => [name, color(`var(--_${name})`)])),
    ...(own.length > 0 ? { series: own.map((name) => color(`var(${name})`)) } : {}),
    font: styles.fontFamily,
  };
  probe.style.color = '';
  return theme;
}

let pixel: CanvasRenderingContext2D | null | undefined;

/** A computed colour as the module reads it: `oklch()` and the like are painted and looked at. */
function inRgb(color: string): string {
  if (color.startsWith('rgb')) {
    return color;
  }
  pixel ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!pixel) {
    return 'rgb(0, 0, 0)';
  }
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = color;
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha = 255] = pixel.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`;
}
