/**
 * How `custom-elements.json` is made: from the classes, of which properties and methods are read, the built ones, which
 * know their names and attributes, and their descriptions, which name parts and events.
 */
import { readFile } from 'node:fs/promises';
import * as built from '../pkg/dist/elements/index.js';

const classes = new Map(Object.values(built).filter(({ tag }) => tag).map((element) => [element.name, element]));
const styles = await readFile(new URL('src/elements/styles.ts', import.meta.url), 'utf8');
const cssProperties = [...new Set(styles.match(/--inboxlens-[a-z0-9-]+(?=,)/g))].sort().map((name) => ({ name }));

const quoted = (text = '') => (text.match(/`[\w-]+`/g) ?? []).map((name) => ({ name: name.slice(1, -1) }));

/** What of a class is for its users: nothing of the platform's, and nothing that is called by the element itself. */
const isPublic = ({ name, privacy, static: isStatic, description = '' }) =>
  !isStatic && (privacy ?? 'public') === 'public' && !/^#|^on|Callback$|^surroundingsChanged$|^adoptedStyleSheets$/.test(name) && !description.includes('@internal');

function described(declaration) {
  const { tag, observedAttributes } = classes.get(declaration.name);
  const { description = '', members = [] } = declaration;
  const [, parts] = description.match(/Parts: ([^.]*)/) ?? [];
  const events = (description.match(/Emits [^]*/)?.[0].match(/`inboxlens-[a-z]+`/g) ?? []).map((name) => name.slice(1, -1));
  return {
    kind: 'class', name: declaration.name, description, tagName: tag, customElement: true,
    members: members.filter(isPublic).map(({ inheritedFrom, parsedType, ...member }) => member),
    attributes: [...observedAttributes].sort().map((name) => ({ name })),
    events: [...new Set(events)].map((name) => ({ name, type: { text: 'CustomEvent' } })),
    cssParts: quoted(parts), cssProperties,
  };
}

export default {
  globs: ['pkg-template/src/elements/*.ts'],
  outdir: 'pkg',
  packagejson: false,
  plugins: [
    {
      name: 'ours',
      packageLinkPhase({ customElementsManifest }) {
        const ofModule = ({ path, declarations }) => ({
          kind: 'javascript-module', path: path.replace('pkg-template/src', 'dist').replace(/\.ts$/, '.js'),
          declarations: declarations.filter(({ name }) => classes.has(name)).map(described),
        });
        const modules = customElementsManifest.modules.map(ofModule).filter(({ declarations }) => declarations.length > 0);
        customElementsManifest.modules = modules.map((module) => ({
          ...module,
          exports: module.declarations.map(({ name }) => ({ kind: 'js', name, declaration: { name, module: module.path } })),
        }));
      },
    },
  ],
};
