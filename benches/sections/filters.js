/** A changed filter, and a changed policy: everything that the dashboard shows, asked again. */
import { withContest } from '../contest.js';
import { atLeast, atMost, ms, thousands, times } from '../figures.js';
import { months, narrow, policies, units, years } from '../page/questions.js';
import { section, table } from '../tables.js';

const OURS = 'asked/ours', CAREFUL = 'asked/careful', DUCKDB = 'asked/duckdb', ARQUERO = 'asked/arquero';
const KINDS = [
  { name: 'whole year', questions: years, limit: 10 },
  { name: '30 days', questions: months, limit: 1.2 },
  { name: '30 days, one agent, one tag', questions: narrow, limit: 0.25 },
];

/** Which of the questions are for what. */
const CHECKED = [56, 57, 58], FAST = [0, 26], BESIDE = [26, 36], PARSED = [36, 46], BY_WEEK = [46, 56];

export async function filters({ origin, data, rounds, isQuick }) {
  const slow = isQuick ? [] : [DUCKDB, ARQUERO];
  const peers = [OURS, CAREFUL, ...slow];
  return withContest(origin, peers, data.million.name, async (contest) => {
    const { messages } = await contest.agree(peers, [narrow, months, years].flatMap((list) => CHECKED.map((place) => list[place])));
    const rows = [], verdicts = [];
    for (const { name, questions, limit } of KINDS) {
      const fast = await contest.run([OURS, CAREFUL], { rounds: 3 * rounds, warmups: 5, questions: questions.slice(...FAST) });
      const beside = slow.length > 0 ? await contest.run([OURS, ...slow], { rounds, warmups: 2, questions: questions.slice(...BESIDE) }) : {};
      const cell = (figures, peer) => (figures[peer] === undefined ? '' : `${ms(figures[peer])}, ${times(figures[peer] / figures[OURS])}`);
      rows.push([name, ms(fast[OURS]), cell(fast, CAREFUL), cell(beside, DUCKDB), cell(beside, ARQUERO)]);
      verdicts.push([name, atMost(ms(fast[OURS]), fast[OURS], limit, 'ms'), atLeast(fast[CAREFUL] / fast[OURS], 8),
        beside[DUCKDB] ? atLeast(beside[DUCKDB] / beside[OURS], 30) : '']);
    }
    const also = async (questions) => ms((await contest.run([OURS], { rounds, warmups: 2, questions }))[OURS]);
    const asObjects = years.slice(...PARSED).map((year) => ({ ...year, parsed: true }));
    const byWeek = years.slice(...BY_WEEK).map((year) => ({ ...year, steps: 'week' }));
    const under = (period, list) => list.map((policy) => ({ ...period, policy }));
    const derived = (await contest.run([OURS], { rounds, warmups: 0, questions: under(years[0], policies) }))[OURS];
    return section(
      `A changed filter or policy, ${thousands(messages)} messages`,
      `All of one year; all requests of the dashboard, day by day, asked of what has been read, on the same thread. No two rounds ask the same. Beside each peer its time in units of ours in the same rounds.`,
      table(['', '**inboxlens**', 'careful JavaScript on typed arrays', 'DuckDB-WASM', 'Arquero'], rows),
      table(['', 'time', 'against that JavaScript', 'against DuckDB-WASM'], verdicts),
      table(['also, inboxlens', ''], [
        ['changed policy (`repliesBy`, `turnStart`), whole year', atMost(ms(derived), derived, 40, 'ms')],
        ['changed policy, 30 days', await also(under(months[0], policies.slice(12)))],
        ['changed policy (`inactivityHours`), whole year', await also(under(years[0], units))],
        ['whole year, the answer as objects', await also(asObjects)],
        ['whole year, week by week as the dashboard’s element asks', await also(byWeek)],
      ]),
    );
  });
}
