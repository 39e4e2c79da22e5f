/** Which of the dashboards is shown: a link for each, remembered by the address. */
import { allDashboards, spelling, type DashboardId } from 'inboxlens';
import { word } from './settings.js';

export async function dashboards(shown: { dashboard: DashboardId }): Promise<void> {
  const all = await allDashboards();
  const address = new URL(location.href);
  const wanted = all.find((id) => id === address.searchParams.get('dashboard')) ?? shown.dashboard;
  if (wanted !== shown.dashboard) {
    shown.dashboard = wanted;
  }
  const spell = spelling(document.documentElement.lang);
  const link = (id: DashboardId) => {
    address.searchParams.set('dashboard', id);
    const anchor = document.createElement('a');
    anchor.href = address.href;
    anchor.textContent = spell.word(`dashboard.${id}`);
    if (id === wanted) {
      anchor.setAttribute('aria-current', 'page');
    }
    anchor.onclick = (event) => {
      if (!event.metaKey && !event.ctrlKey) {
        event.preventDefault();
        history.pushState(null, '', anchor.href);
        void dashboards(shown);
      }
    };
    return anchor;
  };
  const list = document.querySelector('#dashboards');
  list?.setAttribute('aria-label', word('dashboards'));
  list?.replaceChildren(...all.map(link));
}
