/** Which version this is, and whether a module belongs to it: building the package writes it into both. */
import { version } from './version-of-package.js';

export { version };

/** The section of the module that its version stands in. */
const SECTION = 'inboxlens';

export function isOurs(module: WebAssembly.Module): boolean {
  const [told] = WebAssembly.Module.customSections(module, SECTION);
  return told !== undefined && new TextDecoder().decode(told) === version;
}
