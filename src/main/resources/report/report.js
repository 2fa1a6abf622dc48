(function () {
  'use strict';
  var NUMBER = 0, KEY = 1, STATE = 2, CREDITS = 3, MS = 4, TASK = 5, URL_ = 6, INPUT = 7, OUTPUT = 8, STRUCTURED = 9, ERROR = 10, CUT = 11, SCHEDULE = 12;
  var TONES = { completed: 'good', failed: 'bad', unusable: 'warn', rejected: 'warn' };
  var SIZE = 50;
  var rows = [];
  document.querySelectorAll('script.rows').forEach(function (chunk) {
    JSON.parse(chunk.textContent).forEach(function (row) { rows.push(row); });
    chunk.remove();
  });
  var form = document.getElementById('find'), q = document.getElementById('q'), status = document.getElementById('status');
  var order = document.getElementById('order'), body = document.getElementById('rows'), said = document.getElementById('found');
  var back = document.getElementById('back'), next = document.getElementById('next'), where = document.getElementById('where');
  var found = [], page = 0, timer = 0;
  var structured = rows.some(function (row) { return row[STRUCTURED]; });
  document.getElementById('structured').hidden = !structured;

  function matches(row, terms, state) {
    if (state && row[STATE] !== state) { return false; }
    if (!terms.length) { return true; }
    var text = [row[NUMBER], row[KEY], row[TASK], row[INPUT], row[OUTPUT], row[STRUCTURED], row[ERROR]].join('\n').toLowerCase();
    return terms.every(function (term) { return text.indexOf(term) >= 0; });
  }

  function search() {
    var terms = q.value.toLowerCase().split(/\s+/).filter(Boolean), state = status.value;
    found = rows.filter(function (row) { return matches(row, terms, state); });
    var by = order.value === 'time' ? MS : order.value === 'credits' ? CREDITS : -1;
    if (by >= 0) { found.sort(function (a, b) { return (b[by] || 0) - (a[by] || 0) || a[NUMBER] - b[NUMBER]; }); }
    said.textContent = found.length.toLocaleString('en') + (found.length === 1 ? ' row' : ' rows') + ' of ' + rows.length.toLocaleString('en');
  }

  function element(name, text, type) {
    var made = document.createElement(name);
    if (text !== undefined && text !== null) { made.textContent = text; }
    if (type) { made.className = type; }
    return made;
  }

  function clipped(text) {
    var cell = element('td', null, 't clip');
    cell.appendChild(element('div', text || ''));
    return cell;
  }

  function time(ms) { return ms === null ? '' : ms < 1000 ? ms + ' ms' : (ms / 1000).toFixed(1) + ' s'; }

  function detail(row, id) {
    var line = element('tr', null, 'detail'), cell = element('td'), list = element('dl');
    line.id = id;
    cell.colSpan = structured ? 9 : 8;
    [['Input', row[INPUT]], ['Output', row[OUTPUT]], ['Structured output', row[STRUCTURED]], ['Error', row[ERROR]], [row[SCHEDULE] ? 'Schedule' : 'Task', row[TASK]]].forEach(function (part) {
      if (part[1]) { list.appendChild(element('dt', part[0])); list.appendChild(element('dd', part[1])); }
    });
    if (/^https?:\/\//.test(row[URL_] || '')) {
      var link = element('a', row[URL_]), item = element('dd');
      link.href = row[URL_];
      link.rel = 'noopener noreferrer';
      item.appendChild(link);
      list.appendChild(element('dt', 'Dashboard'));
      list.appendChild(item);
    }
    if (row[CUT]) { list.appendChild(element('dd', 'Long texts are cut here; results.jsonl, or export --status all, has row ' + row[NUMBER] + ' whole.', 'hint')); }
    cell.appendChild(list);
    line.appendChild(cell);
    return line;
  }

  function line(row) {
    var made = element('tr'), state = row[STATE], id = 'row-' + row[NUMBER];
    var head = element('th', row[NUMBER], 'n');
    head.scope = 'row';
    made.appendChild(head);
    made.appendChild(element('td', row[KEY], 't'));
    var mark = element('td');
    mark.appendChild(element('span', state, 'dot ' + (TONES[state] || 'idle')));
    made.appendChild(mark);
    made.appendChild(clipped(row[INPUT]));
    made.appendChild(clipped(row[OUTPUT] || row[ERROR]));
    if (structured) { made.appendChild(clipped(row[STRUCTURED])); }
    made.appendChild(element('td', row[CREDITS], 'n'));
    made.appendChild(element('td', time(row[MS]), 'n'));
    var more = element('td'), button = element('button', 'Show', 'link');
    button.type = 'button';
    button.setAttribute('aria-expanded', 'false');
    button.setAttribute('aria-label', 'Show row ' + row[NUMBER]);
    button.addEventListener('click', function () {
      var open = button.getAttribute('aria-expanded') === 'true';
      if (open) { document.getElementById(id).remove(); } else { made.after(detail(row, id)); }
      button.setAttribute('aria-expanded', String(!open));
      button.textContent = open ? 'Show' : 'Hide';
      button.setAttribute('aria-label', button.textContent + ' row ' + row[NUMBER]);
    });
    more.appendChild(button);
    made.appendChild(more);
    return made;
  }

  function show() {
    var pages = Math.max(1, Math.ceil(found.length / SIZE));
    page = Math.min(Math.max(0, page), pages - 1);
    body.replaceChildren.apply(body, found.slice(page * SIZE, page * SIZE + SIZE).map(line));
    where.textContent = 'Page ' + (page + 1) + ' of ' + pages.toLocaleString('en');
    back.disabled = page === 0;
    next.disabled = page >= pages - 1;
  }

  function remember() {
    var words = new URLSearchParams();
    if (q.value) { words.set('q', q.value); }
    if (status.value) { words.set('status', status.value); }
    if (order.value !== 'row') { words.set('order', order.value); }
    if (page) { words.set('page', String(page + 1)); }
    history.replaceState(null, '', '#' + (words.toString() || 'all'));
  }

  function recall() {
    var words = new URLSearchParams(location.hash.slice(1));
    q.value = words.get('q') || '';
    status.value = words.get('status') || '';
    order.value = words.get('order') || 'row';
    if (status.selectedIndex < 0) { status.value = ''; }
    if (order.selectedIndex < 0) { order.value = 'row'; }
    page = (parseInt(words.get('page'), 10) || 1) - 1;
    search();
    show();
    if (words.has('q') || words.has('status')) { document.getElementById('all-rows').scrollIntoView(); }
  }

  function changed() { page = 0; search(); show(); remember(); }
  q.addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(changed, 200); });
  form.addEventListener('submit', function (event) { event.preventDefault(); changed(); });
  status.addEventListener('change', changed);
  order.addEventListener('change', changed);
  back.addEventListener('click', function () { page--; show(); remember(); });
  next.addEventListener('click', function () { page++; show(); remember(); });
  window.addEventListener('hashchange', function () { if (/[#&](q|status|order|page)=/.test(location.hash)) { recall(); } });
  recall();
})();
