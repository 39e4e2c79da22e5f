// Made from src/lang by `cargo xtask golden`.

/** The first is for whom there is no other. The words of each are loaded when they are wanted. */
export const LANGUAGES = [
  { id: 'en', name: "English", dir: 'ltr', load: () => import('./en.js') },
  { id: 'ar', name: "العربية", dir: 'rtl', load: () => import('./ar.js') },
  { id: 'de', name: "Deutsch", dir: 'ltr', load: () => import('./de.js') },
  { id: 'es', name: "Español", dir: 'ltr', load: () => import('./es.js') },
  { id: 'fr', name: "Français", dir: 'ltr', load: () => import('./fr.js') },
  { id: 'it', name: "Italiano", dir: 'ltr', load: () => import('./it.js') },
  { id: 'pt', name: "Português", dir: 'ltr', load: () => import('./pt.js') },
  { id: 'zh-Hant', name: "繁體中文", dir: 'ltr', load: () => import('./zh-Hant.js') },
] as const;
