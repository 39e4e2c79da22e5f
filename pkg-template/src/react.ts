/**
 * The elements as components of React 18 and 19. They can be rendered on a server, where an element is an empty tag, and
 * taken over in the page: properties and listeners are given to it there, which React itself forgets.
 *
 * @packageDocumentation
 */
import {
  createElement, forwardRef, useEffect, useImperativeHandle, useLayoutEffect, useRef,
  type ForwardRefExoticComponent, type HTMLAttributes, type RefAttributes,
} from 'react';
import { register } from './elements/tags.js';
import * as wrapped from './elements/wrapped.js';
import type { Details, Wrapped } from './elements/wrapped.js';

/** `onSelect` of `select`. */
type Handler<V extends string> = `on${Capitalize<V>}`;

type Handlers<V extends keyof Details> = { [K in V as Handler<K>]?: ((event: CustomEvent<Details[K]>) => void) | undefined };

/**
 * The properties of an element, a handler for each of its events, and attributes of any element. What an element knows as
 * attributes only is passed on as it is written: `page-size`, `time-zone`, `metric`, `over`, `by`, `theme`.
 */
export type ElementProps<E extends HTMLElement, P extends keyof E, V extends keyof Details> =
  Omit<HTMLAttributes<E>, P | Handler<V>> & { [K in P]?: E[K] | undefined } & Handlers<V> & { [attribute: `${string}-${string}`]: unknown };

type Component<W> = W extends Wrapped<infer E, infer P, infer V>
  ? ForwardRefExoticComponent<ElementProps<E, P, V> & RefAttributes<E>>
  : never;

/** Before the page is painted; on a server there is no page. */
const useCommit = typeof document === 'undefined' ? useEffect : useLayoutEffect;

function component<E extends HTMLElement, P extends keyof E & string, V extends keyof Details>(
  name: string, { element, properties, events }: Wrapped<E, P, V>,
) {
  const handlers = events.map((event) => [event, `on${event[0]!.toUpperCase()}${event.slice(1)}`] as const);
  const own = new Set<string>([...properties, ...handlers.map(([, handler]) => handler), 'className', 'children']);
  const Wrapping = forwardRef<E, Readonly<Record<string, unknown>>>((props, ref) => {
    const node = useRef<E>(null);
    const given = useRef<Record<string, unknown>>({});
    const latest = useRef(props);
    useImperativeHandle(ref, () => node.current!, []);
    useCommit(() => {
      register(element);
      latest.current = props;
      for (const property of properties) {
        if (!Object.is(given.current[property], props[property])) {
          given.current[property] = props[property];
          node.current![property] = props[property] as E[P];
        }
      }
    });
    useCommit(() => {
      const listeners = handlers.map(([event, handler]) => {
        const listener = (told: Event) => (latest.current[handler] as ((told: Event) => void) | undefined)?.(told);
        return [`inboxlens-${event}`, listener] as const;
      });
      const target = node.current!;
      listeners.forEach(([event, listener]) => target.addEventListener(event, listener));
      return () => listeners.forEach(([event, listener]) => target.removeEventListener(event, listener));
    }, []);
    const attributes = Object.fromEntries(Object.entries(props).filter(([key]) => !own.has(key)));
    return createElement(element.tag, { ...attributes, ...(props.className ? { class: props.className } : {}), ref: node });
  });
  Wrapping.displayName = name;
  return Wrapping as unknown as Component<Wrapped<E, P, V>>;
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
