/** Whether ten times the data takes more than ten times the time. */
import { withContest } from '../contest.js';
import { unique } from '../data.js';
import { judged, megabytes, ms, thousands, times } from '../figures.js';
import { months, narrow, years } from '../page/questions.js';
import { section, table } from '../tables.js';

const OURS = 'ours', PARSE = 'parse', ASKED = 'asked/ours';
/** What one measurement differs from the next. */
const NOISE = 1.15;

export async function growth({ origin, data, rounds }) {
  const reading = [];
  for (const file of unique([data.small, data.middle, data.large])) {
    await withContest(origin, [OURS, PARSE], file.name, async (contest) => {
      const { messages } = await contest.once(OURS);
      reading.push({ ...file, messages, ...(await contest.run([OURS, PARSE], { rounds })) });
    });
  }
  const asking = [];
  for (const file of unique([data.small, data.middle, data.million])) {
    await withContest(origin, [ASKED], file.name, async (contest) => {
      const run = async (questions) => (await contest.run([ASKED], { rounds: 3 * rounds, questions }))[ASKED];
      const { messages } = await contest.once(ASKED, { question: years[0] });
      asking.push({ messages, year: await run(years), month: await run(months), narrow: await run(narrow) });
    });
  }
  const perMegabyte = (row) => (1e6 * row[OURS]) / row.size;
  const perMillion = (row, what) => (1e6 * row[what]) / row.messages;
  const asked = (row, what, place) => `${ms(row[what])}${place > 0 ? `, ${grown(perMillion(row, what) / perMillion(asking[place - 1], what))}` : ''}`;
  return section(
    'Growth',
    'Steady. Beside each time what a byte or a message costs against the row above: linear is 1.',
    table(['reading', '**inboxlens**', 'a megabyte', '`JSON.parse` alone', 'of ours'], reading.map((row, place) => [
      `${megabytes(row.size)}, ${thousands(row.messages)} messages`,
      ms(row[OURS]),
      `${ms(perMegabyte(row))}${place > 0 ? `, ${grown(perMegabyte(row) / perMegabyte(reading[place - 1]))}` : ''}`,
      ms(row[PARSE]),
      times(row[PARSE] / row[OURS]),
    ])),
    table(['a changed filter', 'whole year', '30 days', '30 days, one agent, one tag'], asking.map((row, place) => [
      `${thousands(row.messages)} messages`, asked(row, 'year', place), asked(row, 'month', place), asked(row, 'narrow', place),
    ])),
  );
}

function grown(ratio) {
  return judged(`${ratio.toFixed(2)} ×`, ratio <= NOISE, `at most ${NOISE} ×`);
}
