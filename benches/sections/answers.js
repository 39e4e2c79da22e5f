/** How long each metric takes on its own, and the largest dashboard, when a filter changes. */
import { readFileSync } from 'node:fs';
import { call, withBrowser } from '../chromium.js';
import { atMost, median, ms, thousands } from '../figures.js';
import { leavingTags } from '../page/questions.js';
import { section, table } from '../tables.js';

const ANSWERS = '/benches/page/answers.js';
const DASHBOARD = 'team-inbox';
const MOST_OF_ONE = 8, MOST_OF_ALL = 30;
/** The slowest are named. */
const NAMED = 5;
const WARMUPS = 3;

export async function answers({ origin, data, rounds }) {
  return withBrowser(origin, async (open) => {
    const page = await open();
    const { messages, requests } = await call(page, ANSWERS, 'prepare', { data: data.middle.name, dashboardId: DASHBOARD });
    let asked = 0;
    const time = async (options) => {
      const questions = leavingTags(asked, WARMUPS + rounds);
      asked += questions.length;
      return median((await call(page, ANSWERS, 'ask', { questions, ...options })).slice(WARMUPS));
    };
    const each = [];
    for (const metric of metricIds()) {
      const request = metric === 'retention' ? { metric, cohort: 'month' } : { metric, over: 'day' };
      each.push({ metric, time: await time({ metrics: { it: request } }) });
    }
    each.sort((a, b) => b.time - a.time);
    const [alone, compared] = [await time({}), await time({ compare: 'previous-period' })];
    return section(
      `Answers, ${thousands(messages)} messages`,
      'All of one year but for the conversations with one tag; on the same thread, and as objects. No two questions are the same.',
      table(['one metric, day by day', ''], [
        ...each.slice(0, NAMED).map(({ metric, time }) => [`\`${metric}\``, atMost(ms(time), time, MOST_OF_ONE, 'ms')]),
        [`the other ${each.length - NAMED}`, `at most ${ms(each[NAMED].time)}, half of them ${ms(median(each.slice(NAMED).map(({ time }) => time)))}`],
      ]),
      table([`all ${requests} requests of \`${DASHBOARD}\``, ''], [
        ['whole year', atMost(ms(alone), alone, MOST_OF_ALL, 'ms')],
        ['whole year, with the one before', atMost(ms(compared), compared, MOST_OF_ALL, 'ms')],
      ]),
    );
  });
}

function metricIds() {
  const ids = readFileSync(new URL('../../pkg-template/src/ids.ts', import.meta.url), 'utf8');
  return [...ids.match(/type MetricId = (.*);/)[1].matchAll(/'([^']+)'/g)].map(([, id]) => id);
}
