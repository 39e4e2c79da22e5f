import { call, start } from './core.js';
import type { Dashboard, DashboardId } from './types.js';

/** The dashboards that there are; the first is for whom there is no other. */
export async function allDashboards(): Promise<readonly DashboardId[]> {
  const core = await start();
  return call(() => core.dashboards()) as DashboardId[];
}

/** What a dashboard asks for and shows. */
export async function dashboard(id: DashboardId): Promise<Dashboard> {
  const core = await start();
  return JSON.parse(call(() => core.dashboard(id))) as Dashboard;
}
