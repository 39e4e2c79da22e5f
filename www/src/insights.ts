/** The further questions below a dashboard: loaded, and asked, when somebody comes near them. */
import { spelling, type Inbox, type Query } from 'inboxlens';

/** So far beyond the window's edge is near. */
const NEAR = '300px';
const TAGS = ['inboxlens-comparison', 'inboxlens-staffing', 'inboxlens-anomalies'] as const;

/** Makes the section. What is returned has it ask an inbox something else, or nobody. */
export function insights(section: HTMLElement): (inbox: Inbox | undefined, query: Query) => void {
  const title = section.querySelector('h2')!;
  let wanted: (() => Promise<void>) | undefined;
  const observer = new IntersectionObserver((entries) => {
    if (entries.at(-1)?.isIntersecting) {
      void wanted?.();
      wanted = undefined;
    }
  }, { rootMargin: NEAR });
  return (inbox, query) => {
    title.textContent = spelling(document.documentElement.lang).word('ui.insights');
    section.hidden = !inbox;
    wanted = async () => {
      await import('inboxlens/elements/define-insights');
      for (const element of TAGS.map((tag) => section.querySelector(tag)!)) {
        element.query = query;
        if (element.inbox !== inbox) {
          element.inbox = inbox;
        }
      }
    };
    // It is told anew where the section stands, now that what is above has its height.
    observer.unobserve(section);
    observer.observe(section);
  };
}
