/** Contenders in turn, so that what else the machine does hits all of them alike. */
import { agree } from './agree.js';
import { call, withBrowser } from './chromium.js';
import { median } from './figures.js';

const CONTEND = '/benches/page/contend.js';

/** The first run of each in a new browser, `rounds` times. Medians of milliseconds by contender. */
export async function firstRuns(origin, peers, data, rounds) {
  const times = Object.fromEntries(peers.map((peer) => [peer, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of rotated(peers, round)) {
      const { ms } = await withBrowser(origin, async (open) => {
        const page = await open();
        await call(page, CONTEND, 'prepare', { peer, data });
        return call(page, CONTEND, 'once', {});
      });
      times[peer].push(ms);
    }
  }
  return medians(times);
}

/** Hands `use` contenders in pages that stay open, one page each. */
export async function withContest(origin, peers, data, use, options = {}) {
  return withPages(origin, peers.map((peer) => [peer, { peer, data, options }]), use);
}

/** Hands `use` one contender as many times as there are files, each time called as the file that it reads. */
export async function withFiles(origin, peer, files, use) {
  return withPages(origin, files.map((data) => [data, { peer, data }]), use);
}

async function withPages(origin, contenders, use) {
  return withBrowser(origin, async (open) => {
    const pages = new Map();
    for (const [name, settings] of contenders) {
      const page = await open();
      await call(page, CONTEND, 'prepare', settings);
      pages.set(name, page);
    }
    return use(new Contest(pages));
  });
}

class Contest {
  #pages;

  constructor(pages) {
    this.#pages = pages;
  }

  once(peer, options = {}) {
    return call(this.#pages.get(peer), CONTEND, 'once', options);
  }

  /** Throws unless all count the same as the first of them, for each question. Returns what that one came to. */
  async agree(peers, questions = [undefined]) {
    let ours;
    for (const question of questions) {
      ours = await this.once(peers[0], { question, keep: true });
      for (const peer of peers.slice(1)) {
        const { answers } = await this.once(peer, { question, keep: true });
        if (answers) agree(peer, ours.answers, answers);
      }
    }
    return ours;
  }

  /** Medians of milliseconds by contender, after some rounds that do not count. No two rounds have the same question. */
  async run(peers, { rounds, warmups = 3, questions }) {
    const times = Object.fromEntries(peers.map((peer) => [peer, []]));
    for (let round = 0; round < warmups + rounds; round += 1) {
      for (const peer of rotated(peers, round)) {
        const { ms } = await this.once(peer, { question: questions?.[round % questions.length] });
        if (round >= warmups) times[peer].push(ms);
      }
    }
    return medians(times);
  }
}

function rotated(list, by) {
  const from = by % list.length;
  return [...list.slice(from), ...list.slice(0, from)];
}

function medians(times) {
  return Object.fromEntries(Object.entries(times).map(([peer, values]) => [peer, median(values)]));
}
