/** Whether the page stays alive: what the longest task on its thread is while a worker reads, and while filters change. */
import { call, mainThreadTasks, withBrowser } from '../chromium.js';
import { atMost, median, megabytes, ms, thousands } from '../figures.js';
import { months, narrow, years } from '../page/questions.js';
import { section, table } from '../tables.js';

const SHOWN = '/benches/page/shown.js';
const FRAME = 16;

export async function thread({ origin, data, rounds }) {
  const { name, size } = data.large;
  return withBrowser(origin, async (open, browser) => {
    const page = await open();
    await call(page, SHOWN, 'prepare', { data: name });
    const during = async (what, options = {}) => {
      let result;
      const tasks = await mainThreadTasks(browser, page, async () => {
        result = await call(page, SHOWN, what, options);
      });
      return { tasks, result };
    };
    const reading = await during('read');
    const showing = await during('show', { question: years[0] });
    const row = (what, { tasks }, more) => [what, longest(tasks), String(tasks.filter((task) => task.ms > FRAME).length), more];
    const rows = [
      row(`while ${megabytes(size)}, ${thousands(reading.result.messages)} messages, are read by a worker`, reading, ms(reading.result.ms)),
      row('while the dashboard is made and drawn for the first time', showing, ''),
    ];
    for (const [what, questions] of [['the whole year', years], ['30 days', months], ['30 days, one agent, one tag', narrow]]) {
      const changing = await during('drag', { questions: questions.slice(1, 1 + 2 * rounds) });
      rows.push(row(`while filters are changed: ${what}`, changing, ms(median(changing.result))));
    }
    return section(
      'The page’s thread',
      '`<inboxlens-dashboard>` and an inbox in a worker. Tasks of the renderer’s main thread, from a trace; the time of the machine beside that of the clock, since others run on it. The last column: how long reading took, and from a changed filter to what is painted (median).',
      table(['', 'longest task', 'over 16 ms', 'from end to end'], rows),
    );
  });
}

function longest(tasks) {
  const task = tasks.reduce((a, b) => (a.ms > b.ms ? a : b), { ms: 0, cpuMs: 0 });
  return `${atMost(ms(task.ms), task.ms, FRAME, 'ms')}, ${ms(task.cpuMs)} of the machine`;
}
