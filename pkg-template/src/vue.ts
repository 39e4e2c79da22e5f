/**
 * The elements as components of Vue 3. They can be rendered on a server, where an element is an empty tag. Attributes that
 * an element knows are passed on: `page-size`, `time-zone`, `metric`, `over`, `by`, `theme`.
 *
 * @packageDocumentation
 */
import { defineComponent, h, onBeforeMount, type DefineSetupFnComponent } from 'vue';
import { register } from './elements/tags.js';
import * as wrapped from './elements/wrapped.js';
import type { Details, Wrapped } from './elements/wrapped.js';

type Emits<V extends keyof Details> = { [K in V]: (event: CustomEvent<Details[K]>) => void };

type Component<E, P extends keyof E, V extends keyof Details> =
  DefineSetupFnComponent<{ [K in P]?: E[K] | undefined }, Emits<V>>;

function component<E extends HTMLElement, P extends keyof E & string, V extends keyof Details>(
  name: string, { element, properties, events }: Wrapped<E, P, V>,
) {
  const setup = (props: Readonly<Record<string, unknown>>, { emit }: { emit: (event: string, told: Event) => void }) => {
    // Only in a page.
    onBeforeMount(() => register(element));
    const listeners = Object.fromEntries(events.map((event) => [`onInboxlens-${event}`, (told: Event) => emit(event, told)]));
    // What has never been set is left as it is; what is `undefined` again is taken back.
    const given = new Set<string>();
    return () => {
      properties.filter((property) => props[property] !== undefined).forEach((property) => given.add(property));
      return h(element.tag, { ...listeners, ...Object.fromEntries([...given].map((property) => [`.${property}`, props[property]])) });
    };
  };
  const options = { name, props: [...properties], emits: [...events] };
  return defineComponent(setup as never, options as never) as unknown as Component<E, P, V>;
}

export const InboxLensAnomalies = /* @__PURE__ */ component('InboxLensAnomalies', wrapped.anomalies);
export const InboxLensChart = /* @__PURE__ */ component('InboxLensChart', wrapped.chart);
export const InboxLensComparison = /* @__PURE__ */ component('InboxLensComparison', wrapped.comparison);
export const InboxLensDashboard = /* @__PURE__ */ component('InboxLensDashboard', wrapped.dashboard);
export const InboxLensDrop = /* @__PURE__ */ component('InboxLensDrop', wrapped.drop);
export const InboxLensFilter = /* @__PURE__ */ component('InboxLensFilter', wrapped.filter);
export const InboxLensNumber = /* @__PURE__ */ component('InboxLensNumber', wrapped.number);
export const InboxLensStaffing = /* @__PURE__ */ component('InboxLensStaffing', wrapped.staffing);
export const InboxLensTable = /* @__PURE__ */ component('InboxLensTable', wrapped.table);
