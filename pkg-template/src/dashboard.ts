import { call, start } from './core.js';
import type { Dashboard, DashboardId } from './types.js';

/** What a dashboard asks for and shows. */
export async function dashboard(id: DashboardId): Promise<Dashboard> {
  const core = await start();
  return JSON.parse(call(() => core.dashboard(id))) as Dashboard;
}
