/**
 * Running the module in before it is needed. An engine of the platform compiles WebAssembly twice, quickly at first and
 * well once it has seen what is used much; the code is then good for all threads that share the module.
 */
import { breath, now } from './breath.js';
import type { Core } from './core.js';

/** How long nothing has to have been read before, and how long it may take altogether and at a stretch, in milliseconds. */
const PATIENCE = 50;
const MOST = 250;
const STRETCH = 5;

let isNeeded = true;

/** The module is about to be used in earnest, which runs it in as well. */
export function stopWarming(): void {
  isNeeded = false;
}

/** Reads invented conversations and asks about them, until what is used much is compiled well. */
export async function warmUp(core: Core): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  if (!isNeeded) {
    return;
  }
  const text = new TextEncoder().encode(sample());
  const query = JSON.stringify({ period: { from: '2025-01-01', to: '2025-04-01' }, metrics: requests(core) });
  const end = now() + MOST;
  let began = now();
  const pause = async () => {
    if (now() - began > STRETCH) {
      await breath();
      began = now();
    }
  };
  while (isNeeded && now() < end) {
    const engine = new core.Engine('UTC');
    engine.addZone('UTC', new Float64Array([0, 0]));
    engine.begin(JSON.stringify({ now: 0 }));
    engine.beginInput('');
    engine.push(text);
    engine.endInput();
    await pause();
    engine.commit();
    engine.report(query, 0);
    engine.free();
    await pause();
  }
}

interface Panel {
  id: string;
  request?: unknown;
  spark?: unknown;
}

/** All that the dashboard asks for. */
function requests(core: Core): Record<string, unknown> {
  const { sections } = JSON.parse(core.dashboard('conversation-metrics')) as { sections: { panels: Panel[] }[] };
  const panels = sections.flatMap((section) => section.panels);
  const named = panels.flatMap(({ id, request, spark }) => [[id, request], [`${id}/spark`, spark]]);
  return Object.fromEntries(named.filter(([, request]) => request !== undefined)) as Record<string, unknown>;
}

/** Conversations with all that a reader has to look at, in text of every kind. @internal */
export function sample(): string {
  const at = (hour: number, minute: number) => new Date(Date.UTC(2025, 0, 1, hour, minute)).toISOString();
  const texts = ['Hello, where is my order "42"?', 'Grazie mille, è arrivato stamattina! À bientôt', 'شكراً جزيلاً', 'ok\n👍'];
  const conversation = (number: number) => {
    const hour = number * 7;
    const message = (place: number) => {
      const isIn = place % 3 === 0;
      const time = at(hour, place * 9);
      const status = { sent: time, delivered: at(hour, place * 9 + 1), read: place % 2 ? time : null, failed: null };
      return {
        id: `m${number}-${place}`, at: time, direction: isIn ? 'in' : 'out', sender: isIn ? 'contact' : 'agent',
        senderId: isIn ? `c${number % 90}` : `a${place % 5}`, type: 'text', text: texts[(number + place) % texts.length],
        ...(isIn ? {} : { status }),
      };
    };
    return {
      id: `k${number}`, contactId: `c${number % 90}`, channel: 'whatsapp', origin: 'inbound', category: 'order',
      status: number % 4 ? 'closed' : 'open', createdAt: at(hour, 0), updatedAt: at(hour + 2, 0), unread: 0,
      agentId: `a${number % 5}`, team: 'care', tags: ['vip', { name: 'refund', by: 'a1', at: at(hour, 5) }],
      messages: Array.from({ length: 2 + (number % 9) }, (_, place) => message(place)),
      events: [
        { type: 'assigned', at: at(hour, 1), to: `a${number % 5}`, by: 'a1', actor: 'agent' },
        ...(number % 4 ? [{ type: 'closed', at: at(hour + 2, 0), by: 'a2', actor: 'agent' }] : []),
      ],
    };
  };
  const conversations = Array.from({ length: 50 }, (_, number) => conversation(number));
  return JSON.stringify({ inboxlens: 1, agents: [{ id: 'a1', name: 'A', team: 'care' }], conversations });
}
