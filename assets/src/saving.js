// Saving what is typed as one types, and keeping it in this browser until it is saved.
//
// Invariant: what was typed leaves this browser's store only when the server has it, when the person
// throws it away, or when the same person signs out. Not here: the pages (`answer.js`, `grid.js`).

/**
 * A value that is not saved yet.
 * @typedef {{seen: string, text: string, held?: 'wrong' | 'conflict'}} Change
 * What the server says of a save.
 * @typedef {{saved: string[], values: Record<string, string>, boxes: Record<string, string>,
 *   readings: Record<string, string>, remarks: {field: string, must: boolean, text: string}[],
 *   wrong: {field: string, why: string}[],
 *   conflicts: {field: string, mine: string, theirs: string, by: string, at: string}[],
 *   state: {key: string, sign: string, label: string}, revision: number, at: string, hour: string}} Result
 */

/** Before the name of everything that is kept. */
export const PREFIX = 'gyokaku.draft:';

/** After how long what nobody asked for again is thrown away, in milliseconds. */
const OLDEST = 30 * 24 * 60 * 60 * 1000;

/** The pauses between tries, in milliseconds; the last one stays. */
export const PAUSES = [2000, 4000, 8000, 15000, 30000];

/** What is kept under a key. A browser without a store keeps nothing, and the page works without. */
export function draft(key) {
  const name = PREFIX + key;
  return {
    /** @returns {{at: string, fields: Record<string, Change>} | null} */
    read() {
      try {
        const kept = JSON.parse(localStorage.getItem(name) ?? 'null');
        return kept && typeof kept.fields === 'object' ? kept : null;
      } catch {
        return null;
      }
    },
    /** @param {Record<string, Change>} fields */
    write(fields) {
      // Whoever signs out leaves nothing at the desk.
      if ('left' in document.documentElement.dataset) return;
      try {
        if (Object.keys(fields).length === 0) localStorage.removeItem(name);
        else localStorage.setItem(name, JSON.stringify({ at: new Date().toISOString(), fields }));
      } catch {
        // A full or forbidden store: the words are still on the page.
      }
    },
  };
}

/** Throws away what is too old, of whomever. */
export function sweep(now = Date.now()) {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(PREFIX)) continue;
      const at = Date.parse(JSON.parse(localStorage.getItem(name) ?? 'null')?.at ?? '');
      if (!(now - at < OLDEST)) localStorage.removeItem(name);
    }
  } catch {
    // Nothing is kept here.
  }
}

/** The text of a box as it is sent: an amount without the commas that only help the eye. */
export function sent(kind, text) {
  return kind === 'yen' ? text.replace(/[,，]/g, '') : text;
}

/** The text of a box as it is compared: line ends as the server writes them, nothing behind the end. */
export function plain(text) {
  return text.replace(/\r\n?/g, '\n').trimEnd();
}

/** What the person is told, in words of the office. */
export const WORDS = {
  typing: '入力を続けています。',
  saving: '保存しています。',
  signedOut: 'サインインの期限が切れました。入力した内容はこの画面に残っています。',
  offline: '通信できません。入力した内容はこのパソコンに残しています。つながりしだい保存します。',
  busy: 'サーバーが応答していません。入力した内容はこのパソコンに残しています。少し待って、自動でもう一度保存します。',
  refused: '保存できませんでした。入力した内容はこの画面に残っています。',
};

/**
 * Saves the fields of one answer.
 * @param {{url: string, owner: string, key: string,
 *   say: (text: string, kind: 'quiet' | 'saved' | 'trouble' | 'signed-out') => void,
 *   told: (result: Result, sent: Record<string, Change>) => void}} options
 */
export function saver({ url, owner, key, say, told }) {
  /** @type {Record<string, Change>} */
  const pending = {};
  const kept = draft(key);
  let timer = 0;
  let tries = 0;
  /** @type {Promise<boolean> | null} */
  let flying = null;
  let waitsForSignIn = false;
  let stopped = false;

  const keep = () => kept.write(pending);
  const waiting = () => Object.entries(pending).filter(([, change]) => !change.held);

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(() => void send(), pause);
  }

  function again() {
    later(PAUSES[Math.min(tries, PAUSES.length - 1)]);
    tries += 1;
  }

  /** @param {Response} answer */
  async function refused(answer) {
    let said = null;
    try {
      said = await answer.json();
    } catch {
      // A page and no message; the status says enough.
    }
    if (answer.status === 401) {
      waitsForSignIn = true;
      say(WORDS.signedOut, 'signed-out');
      again();
    } else if (answer.status >= 500 || answer.status === 429) {
      say(WORDS.busy, 'trouble');
      again();
    } else if (answer.status === 403) {
      // Signed in as somebody else, maybe only for a moment.
      waitsForSignIn = true;
      say(said?.message ?? 'この課に記入する権限がありません。入力した内容はこの画面に残っています。', 'trouble');
    } else {
      stopped = true;
      const why = said?.message ?? WORDS.refused;
      say(`${why}${why.includes('残っています') ? '' : '入力した内容はこの画面に残っています。'}`, 'trouble');
    }
  }

  async function once() {
    const sent = Object.fromEntries(waiting().map(([field, change]) => [field, { ...change }]));
    const changes = Object.entries(sent).map(([field, change]) => ({ field, seen: change.seen, new: change.text }));
    const body = JSON.stringify({ as: owner, changes });
    let answer;
    try {
      answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body,
        // A page that closes still sends it, where it is short enough.
        keepalive: document.hidden && new Blob([body]).size < 30000,
      });
    } catch {
      say(navigator.onLine ? WORDS.busy : WORDS.offline, 'trouble');
      again();
      return false;
    }
    if (!answer.ok) {
      await refused(answer);
      return false;
    }
    /** @type {Result} */
    const result = await answer.json();
    tries = 0;
    waitsForSignIn = false;
    for (const [field, change] of Object.entries(sent)) {
      const now = pending[field];
      if (!now) continue;
      const held = result.wrong.some((w) => w.field === field)
        ? 'wrong'
        : result.conflicts.some((c) => c.field === field)
          ? 'conflict'
          : undefined;
      if (held) {
        if (now.text === change.text || held === 'conflict') now.held = held;
      } else if (now.text === change.text) {
        delete pending[field];
      } else {
        // Typed further meanwhile: what was just saved is what is seen now.
        now.seen = result.values[field] ?? '';
      }
    }
    keep();
    told(result, sent);
    if (waiting().length > 0) later(300);
    else if (Object.keys(pending).length === 0) say(`${result.hour}に保存しました。`, 'saved');
    return true;
  }

  /** Sends what waits; true where everything of it has arrived. */
  function send() {
    clearTimeout(timer);
    if (flying) return flying.then((ok) => (ok && waiting().length > 0 ? send() : ok));
    if (stopped || waiting().length === 0) return Promise.resolve(!stopped);
    flying = once().finally(() => {
      flying = null;
    });
    return flying;
  }

  // Back from signing in, or from a sleep: tried at once.
  const wake = () => {
    if (!stopped && waiting().length > 0) void send();
  };
  addEventListener('online', wake);
  addEventListener('focus', wake);
  document.addEventListener('visibilitychange', wake);

  return {
    /** Notes what stands in a box. The same as what is saved is no change any more. */
    note(field, seen, text, pause = 1000) {
      const before = pending[field];
      if (before?.held === 'conflict') {
        // Both versions are on the page; the person chooses.
        before.text = text;
        keep();
        return;
      }
      if (plain(text) === plain(seen)) delete pending[field];
      else pending[field] = { seen, text };
      keep();
      if (stopped) return;
      if (waiting().length > 0 && tries === 0 && !waitsForSignIn) later(pause);
    },
    /** Settles a conflict: what was seen is the other's version now. */
    settle(field, seen, text) {
      delete pending[field];
      this.note(field, seen, text, 0);
    },
    /** Forgets a field that is not typed any more. */
    forget(field) {
      delete pending[field];
      keep();
    },
    flush: send,
    isClean: () => Object.keys(pending).length === 0,
    /** The fields that need a hand: wrong or in conflict. */
    held: () => Object.keys(pending).filter((field) => pending[field].held),
    has: (field) => field in pending,
    isStopped: () => stopped,
    kept,
  };
}

/** A box is as high as its words. */
export function grow(box) {
  if (!(box instanceof HTMLTextAreaElement)) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight + 4}px`;
}

/** Asks before the page closes while something is not saved, and only then. */
export function guard(isClean) {
  addEventListener('beforeunload', (event) => {
    if (!isClean()) event.preventDefault();
  });
}

/** Says in the line of the page how saving stands. */
export function line() {
  const saved = document.getElementById('saved');
  return (text, kind) => {
    if (!saved || kind === 'quiet') return;
    if (saved.dataset.kind === kind && saved.firstChild?.textContent === text) return;
    saved.dataset.kind = kind;
    saved.textContent = text;
    if (kind === 'signed-out') {
      const link = document.createElement('a');
      link.href = '/session?return=/todo';
      link.target = '_blank';
      link.rel = 'noopener';
      link.textContent = '新しい画面でサインインする';
      saved.append(link, 'サインインすると、この画面の入力を自動で保存します。');
    }
  };
}

/** A box that shows both versions of a field. `choose` gets what was taken. */
export function versions(label, conflict, choose) {
  const template = document.getElementById('versions');
  const box = template.content.cloneNode(true).firstElementChild;
  box.setAttribute('aria-label', `${label}の二つの入力`);
  const text = (selector, words) => {
    box.querySelector(selector).textContent = words;
  };
  text('[data-mine]', conflict.mine || '（空欄）');
  text('[data-theirs]', conflict.theirs || '（空欄）');
  text('[data-by]', conflict.by ? `（${conflict.by}、${conflict.at}）` : '');
  for (const button of box.querySelectorAll('[data-take]')) {
    button.addEventListener('click', () => {
      box.remove();
      choose(button.dataset.take);
    });
  }
  return box;
}

/**
 * Offers what an earlier page could not save. Nothing is done before the person says so; where nothing
 * can be written any more, there is nothing to use it for but to copy it.
 * @param {{name: string, stored: string, text: string}[]} rows
 * @param {(() => void) | null} use
 * @param {() => void} drop
 */
export function offer(rows, use, drop) {
  const template = document.getElementById('offer');
  const box = template.content.cloneNode(true).firstElementChild;
  const body = box.querySelector('tbody');
  for (const row of rows) {
    const tr = body.insertRow();
    tr.className = 'row';
    tr.setAttribute('role', 'row');
    const th = document.createElement('th');
    th.scope = 'row';
    th.setAttribute('role', 'rowheader');
    th.className = 'head';
    th.textContent = row.name;
    tr.append(th);
    for (const [label, words] of [['保存されている内容', row.stored], ['残っていた入力', row.text]]) {
      const td = tr.insertCell();
      td.setAttribute('role', 'cell');
      td.dataset.label = label;
      const span = document.createElement('span');
      span.className = 'value';
      span.textContent = words || '（空欄）';
      td.append(span);
    }
  }
  const done = (act) => () => {
    box.remove();
    act();
  };
  if (use) box.querySelector('[data-use]').addEventListener('click', done(use));
  else box.querySelector('[data-use]').remove();
  box.querySelector('[data-drop]').addEventListener('click', done(drop));
  document.querySelector('main h1').after(box);
}

/** The fields of a draft whose text is not what is stored. Those that are stored already are forgotten. */
export function unsaved(kept, stored) {
  const fields = kept.read()?.fields ?? {};
  const left = Object.entries(fields).filter(
    ([field, change]) => stored(field) === null || plain(change.text) !== plain(stored(field)),
  );
  const open = Object.fromEntries(left);
  if (left.length !== Object.keys(fields).length) kept.write(open);
  return Object.fromEntries(left.filter(([field]) => stored(field) !== null));
}
