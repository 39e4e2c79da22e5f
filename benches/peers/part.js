/** How far we have come on the way to the dashboard, stopped at one of its stations: what `ours` spends its time on. */
import { queryOf, requestsOf, TIME_ZONE, YEAR } from '../page/dashboard.js';

const CHUNK = 1 << 20;

export async function prepare(bytes, _, until) {
  const { start } = await import('../../pkg/dist/sync.js');
  const { zoneChanges } = await import('../../pkg/dist/zone.js');
  const core = await start();
  const requests = requestsOf(JSON.parse(core.dashboard('conversation-metrics')));
  const zone = zoneChanges(TIME_ZONE), query = JSON.stringify(queryOf(YEAR, requests)), now = Date.now();
  const stations = {
    read(engine) {
      engine.begin(JSON.stringify({ now }));
      engine.beginInput('');
      for (let from = 0; from < bytes.length; from += CHUNK) engine.push(bytes.subarray(from, from + CHUNK));
      engine.endInput();
    },
    merge: (engine) => engine.commit(),
    report: (engine) => engine.report(query, now),
  };
  return () => {
    const engine = new core.Engine(TIME_ZONE);
    engine.addZone(TIME_ZONE, zone);
    for (const [name, pass] of Object.entries(stations)) {
      pass(engine);
      if (name === until) break;
    }
    return { finish: () => engine.free() };
  };
}
