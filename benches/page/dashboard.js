/** What everybody is asked for: the panels of the dashboard `conversation-metrics`, as they are written, with their sparks. */

export const TIME_ZONE = 'Europe/Rome';
/** Long after all that is in the data. */
export const NOW = '2026-06-01T00:00:00Z';
export const YEAR = { from: '2025-01-01', to: '2026-01-01' };

export function requestsOf({ sections }) {
  const panels = sections.flatMap((section) => section.panels).filter((panel) => panel.element !== 'table');
  return Object.fromEntries(panels.flatMap(({ id, request, spark }) =>
    spark ? [[id, request], [`${id}/spark`, spark]] : [[id, request]]));
}

/** The same with other steps, as the dashboard's element asks for them. */
export function inSteps(requests, over) {
  const stepped = (request) => (request.over ? { ...request, over } : request);
  return Object.fromEntries(Object.entries(requests).map(([name, request]) => [name, stepped(request)]));
}

/** `question`: `{ from, to, agents, tags }`. */
export function queryOf({ from, to, agents, tags }, metrics) {
  const filter = { ...(agents && { agent: { any: agents } }), ...(tags && { tag: { any: tags } }) };
  return { period: { from, to }, now: NOW, filter, metrics };
}
