// What is a little smoother with a script. Every page reads and every form works without it.
//
// Not here: anything from elsewhere; saving and keeping what is typed (`saving.js`).

import { choosing, histories } from './review.js';

/** While a document is being read, looks whether it is done and then shows the next screen. */
function wait() {
  if (!document.querySelector('[data-waiting]')) return;
  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' });
      const text = await answer.text();
      // A document may hold any words; only the page's own mark counts.
      const page = new DOMParser().parseFromString(text, 'text/html');
      if (!page.querySelector('[data-waiting]')) {
        location.reload();
        return;
      }
    } catch {
      // The server does not answer just now; the next look may find it.
    }
    setTimeout(look, 400);
  };
  setTimeout(look, 200);
}

/** A table that is no wider than the page is in no frame that scrolls: the page does, and the head sticks to it. */
function frames() {
  const all = [...document.querySelectorAll('.table-frame:not(.t-fix) > .scroll:not(.roles-grid)')];
  if (!all.length) return;
  const fit = () => {
    const narrow = all.map((frame) => frame.scrollWidth <= frame.offsetWidth);
    all.forEach((frame, n) => frame.classList.toggle('fits', narrow[n]));
  };
  fit();
  addEventListener('resize', fit);
}

/** A mark says what it means where it stands, on focus and on click. */
function marks() {
  let tip = null;
  let shown = null;
  const hide = () => {
    tip?.remove();
    tip = shown = null;
  };
  const place = () => {
    if (!tip) return;
    // Through the object model: the page's policy forbids styles written as markup.
    const at = shown.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, innerWidth - tip.offsetWidth - 8));
    const below = at.bottom + 6 + tip.offsetHeight < innerHeight;
    tip.style.left = `${left}px`;
    tip.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - 6 - tip.offsetHeight)}px`;
  };
  const show = (mark) => {
    hide();
    const note = document.getElementById(mark.getAttribute('aria-describedby'));
    if (!note) return;
    tip = document.createElement('div');
    tip.className = 'tip';
    tip.setAttribute('aria-hidden', 'true');
    tip.textContent = note.textContent;
    document.body.append(tip);
    shown = mark;
    place();
  };
  for (const event of ['focusin', 'click']) {
    document.addEventListener(event, (e) => {
      const mark = e.target instanceof Element ? e.target.closest('button.mark') : null;
      if (mark) show(mark);
      else hide();
    });
  }
  document.addEventListener('focusout', hide);
  document.addEventListener('scroll', place, { capture: true, passive: true });
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Escape') hide();
  });
}

/** The address of a new plan is asked for only when the plan is new. */
function plans() {
  const plan = document.getElementById('plan');
  const key = document.getElementById('key')?.closest('.field');
  if (!(plan instanceof HTMLSelectElement) || !(key instanceof HTMLElement)) return;
  const follow = () => {
    key.hidden = plan.value !== '';
  };
  plan.addEventListener('change', follow);
  follow();
}

/** A text that is handed over is copied as a whole; without a clipboard it is selected. */
function copying() {
  for (const button of document.querySelectorAll('button[data-copy]')) {
    const text = document.getElementById(button.dataset.copy);
    const said = document.getElementById('copied');
    if (!(text instanceof HTMLTextAreaElement)) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      text.select();
      try {
        await navigator.clipboard.writeText(text.value);
        if (said) said.textContent = 'コピーしました。';
      } catch {
        if (said) said.textContent = '文を選びました。Ctrl+C でコピーしてください。';
      }
    });
  }
}

/** Who signs out takes along what this browser keeps for them, for the next person at the same desk. */
function forgetting() {
  const out = document.querySelector('form[data-owner].me');
  out?.addEventListener('submit', () => {
    // A save that is still under way would otherwise keep its words once more when it breaks off.
    document.documentElement.dataset.left = '';
    try {
      const own = `gyokaku.draft:${out.dataset.owner}:`;
      for (const name of Object.keys(localStorage)) if (name.startsWith(own)) localStorage.removeItem(name);
    } catch {
      // Nothing is kept here.
    }
  });
}

wait();
forgetting();
frames();
marks();
copying();
plans();
choosing();
histories();
