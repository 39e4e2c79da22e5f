import { dashboard } from '../dashboard.js';
import type { Inbox } from '../inbox.js';
import type { Answer, DashboardId, Panel, Period, Report, Request, Section, StepId } from '../types.js';
import type { AnswerElement, Selection } from './answered.js';
import { AskingElement } from './asking.js';
import { InboxLensChart } from './chart.js';
import { make } from './dom.js';
import type { InboxLensExplanation, ToExplain } from './explanation.js';
import { InboxLensNumber } from './number.js';
import { InboxLensTable } from './table.js';
import { created } from './tags.js';

const STYLES = `
:host { container-type: inline-size; }
.sections { display: grid; gap: 2rem; }
h2 { font-size: 1rem; margin-block-end: 0.75rem; }
.panels { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: 0.75rem; }
.panel {
  grid-column: span var(--_width);
  min-width: 0;
  padding: 1rem;
  border: 1px solid var(--_grid);
  border-radius: var(--inboxlens-radius, 0.75rem);
  background: var(--_surface);
}
inboxlens-number { block-size: 100%; }
@container (max-width: 60rem) {
  .panel { grid-column: span 6; }
  .panel.wide, .panel.alone, .panel[data-element='chart'] { grid-column: span 12; }
}
@container (max-width: 34rem) {
  .panel, .panel[data-element='chart'] { grid-column: span 12; padding: 0.75rem; }
  .panel[data-element='number'] { grid-column: span 6; }
  .panel.alone[data-element='number'] { grid-column: span 12; }
}
@container (max-width: 17rem) {
  .panel[data-element='number'] { grid-column: span 12; }
}
`;

const HOUR = 3_600_000;

interface Shown {
  panel: Panel;
  element: InboxLensNumber | InboxLensChart | InboxLensTable;
}

/**
 * A whole dashboard of an inbox: numbers, charts and logs, of one query. What is selected in it is explained in a
 * dialog, unless a listener of `inboxlens-select` prevents that.
 *
 * Attribute `dashboard`: its id (by default `conversation-metrics`). Set `inbox` and `query`; call `refresh()` after
 * the inbox has taken in more. Emits `inboxlens-report` with the report that it shows, and `inboxlens-select` with what
 * is selected.
 *
 * Parts: `base`, `section`, `heading`, `panel`, `error`.
 */
export class InboxLensDashboard extends AskingElement {
  static readonly tag = 'inboxlens-dashboard';
  static override readonly observedAttributes: readonly string[] = [...AskingElement.observedAttributes, 'dashboard'];

  readonly #sections = make('div', { className: 'sections' });
  #explanation: InboxLensExplanation | undefined;
  #shown: readonly Shown[] = [];
  #report: Report | undefined;
  #laidOut: DashboardId | undefined;
  #step: StepId = 'day';

  constructor() {
    super(STYLES);
    this.base.append(this.#sections);
  }

  override attributeChangedCallback(name: string): void {
    super.attributeChangedCallback(name);
    if (name === 'dashboard') {
      this.refresh();
    }
  }

  get dashboard(): DashboardId {
    return (this.getAttribute('dashboard') as DashboardId | null) ?? 'conversation-metrics';
  }

  set dashboard(id: DashboardId | undefined) {
    this.reflect('dashboard', id);
  }

  /** Fulfilled when everything that has been set is shown, in all panels. */
  override get updateComplete(): Promise<void> {
    const panels = this.#shown.map(({ element }) => element.updateComplete);
    return Promise.all([super.updateComplete, ...panels]).then(() => undefined);
  }

  /** The report that is shown. */
  get report(): Report | undefined {
    return this.#report;
  }

  /** @internal */
  protected override async ask(): Promise<(() => void) | undefined> {
    const { inbox, dashboard: id } = this;
    if (!inbox) {
      return undefined;
    }
    this.#layOut(id, (await dashboard(id)).sections);
    const report = await this.#reportOf(inbox);
    return () => {
      this.#report = report;
      this.#answer(report, inbox);
      this.emit('inboxlens-report', report);
    };
  }

  /** Makes the panels of a dashboard, unless they are there. */
  #layOut(id: DashboardId, sections: readonly Section[]) {
    if (this.#laidOut === id) {
      return;
    }
    this.#laidOut = id;
    const shown: Shown[] = [];
    const nodes = sections.map(({ title, panels }) => {
      const heading = make('h2', { part: 'heading' });
      heading.dataset.word = title;
      let numbers = 0;
      const made = panels.map((panel, place) => {
        numbers = panel.element === 'number' ? numbers + 1 : 0;
        const element = elementOf(panel);
        element.addEventListener('inboxlens-select', (event) => this.#selected(event as CustomEvent<Selection>));
        shown.push({ panel, element });
        const frame = make('div', { className: `panel ${panel.width > 8 ? 'wide' : ''}`, part: 'panel' }, element);
        // Where two stand in a row, the last of an odd number of them has none beside it.
        frame.classList.toggle('alone', numbers % 2 === 1 && panels[place + 1]?.element !== 'number');
        frame.dataset.element = panel.element;
        frame.style.setProperty('--_width', String(panel.width));
        return frame;
      });
      return make('section', { part: 'section' }, heading, make('div', { className: 'panels' }, ...made));
    });
    this.#shown = shown;
    this.#sections.replaceChildren(...nodes);
    // A panel that was shown without its title would have another one until the dashboard is shown, too.
    this.#name();
  }

  /** Mostly one question: the step is that of the last answer, unless the period has turned out to need another. */
  async #reportOf(inbox: Inbox): Promise<Report> {
    const report = await inbox.report({ ...this.query, metrics: this.#requests() });
    const step = stepOf(report.period, inbox.summary);
    if (step === this.#step) {
      return report;
    }
    this.#step = step;
    return inbox.report({ ...this.query, metrics: this.#requests() });
  }

  /** What all panels ask for. */
  #requests(): Record<string, Request> {
    const cohort = this.#step === 'hour' || this.#step === 'day' ? 'week' : 'month';
    const inSteps = (request: Request): Request => {
      if (typeof request !== 'object') {
        return request;
      }
      if (request.cohort !== undefined) {
        return { ...request, cohort };
      }
      return request.over !== undefined ? ({ ...request, over: this.#step } as Request) : request;
    };
    const requests: Record<string, Request> = {};
    for (const { panel } of this.#shown) {
      if (panel.element !== 'table') {
        requests[panel.id] = inSteps(panel.request);
      }
      if (panel.element === 'number') {
        requests[`${panel.id}/spark`] = inSteps(panel.spark);
      }
    }
    return requests;
  }

  #answer({ metrics }: Report, inbox: Inbox) {
    for (const { panel, element } of this.#shown) {
      if (element instanceof InboxLensTable) {
        element.query = this.query;
        if (element.inbox !== inbox) {
          element.inbox = inbox;
        }
        continue;
      }
      element.answer = metrics[panel.id] as Answer;
      if (element instanceof InboxLensNumber) {
        element.spark = metrics[`${panel.id}/spark`] as Answer;
      }
    }
    this.#deselect();
  }

  #deselect() {
    for (const { element } of this.#shown) {
      if (element instanceof InboxLensChart) {
        element.selected = null;
      }
    }
  }

  /** @internal */
  protected override show(): void {
    this.#name();
  }

  /** Gives everything its title, in the language of the dashboard. */
  #name() {
    const { spelling: spell } = this;
    for (const heading of this.#sections.querySelectorAll<HTMLElement>('[data-word]')) {
      heading.textContent = spell.word(heading.dataset.word ?? '');
    }
    for (const { panel, element } of this.#shown) {
      element.lang = spell.tag;
      element.label = spell.word(panel.title);
    }
    if (this.#explanation) {
      this.#explanation.lang = spell.tag;
    }
  }

  #selected(event: CustomEvent<Selection>) {
    const { answer } = event.target as AnswerElement;
    const { metric, part, text, index } = event.detail;
    const isTakenBack = index === null && !(event.target instanceof InboxLensNumber);
    // Listeners of the page come after this one.
    queueMicrotask(() => {
      if (!event.defaultPrevented && !isTakenBack && this.inbox && answer) {
        void this.#explain({ inbox: this.inbox, query: this.query, metric, part, answer, text });
      }
    });
  }

  /** Most who look ask nothing, so what explains is only loaded then. */
  async #explain(asked: ToExplain) {
    const { InboxLensExplanation } = await import('./explanation.js');
    if (!this.#explanation) {
      this.#explanation = created(InboxLensExplanation);
      this.#explanation.addEventListener('inboxlens-close', () => this.#deselect());
      this.base.append(this.#explanation);
    }
    this.#explanation.lang = this.spelling.tag;
    this.#explanation.open(asked);
  }
}

function elementOf(panel: Panel): Shown['element'] {
  switch (panel.element) {
    case 'number':
      return created(InboxLensNumber);
    case 'chart': {
      const chart = created(InboxLensChart);
      chart.chart = panel.chart;
      return chart;
    }
    case 'table': {
      const table = created(InboxLensTable);
      table.table = panel.table;
      return table;
    }
  }
}

/** The finest step that the eye can take in: hours of a day or two, days of three months, weeks of two years. */
function stepOf({ start, end }: Period, data: { from: number | null; to: number | null }): StepId {
  const length = Math.min(end, data.to ?? end) - Math.max(start, data.from ?? start);
  if (end - start <= 48 * HOUR) {
    return 'hour';
  }
  return length <= 100 * 24 * HOUR ? 'day' : length <= 740 * 24 * HOUR ? 'week' : 'month';
}
