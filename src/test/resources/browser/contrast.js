// Texts of the page whose contrast with what is behind them is too small (WCAG 2.2, 1.4.3), and lines and areas of drawings (1.4.11).
(() => {
  const rgb = color => (color.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => { const [low, high] = [light(a), light(b)].sort((x, y) => x - y); return (high + 0.05) / (low + 0.05); };
  const behind = node => {
    for (let at = node; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) { return color; }
    }
    return [255, 255, 255];
  };
  const poor = [];
  let seen = 0;
  const look = (node, color, least) => {
    seen++;
    const got = ratio(rgb(color), behind(node));
    if (got < least) { poor.push(node.tagName + '.' + (node.getAttribute('class') || '') + ' ' + got.toFixed(2) + ' ' + node.textContent.slice(0, 40)); }
  };
  for (const node of document.querySelectorAll('body *')) {
    const style = getComputedStyle(node);
    const own = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim());
    if (!node.getClientRects().length || node.disabled || node.closest('title, desc, script')) { continue; }
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
    if (node.matches('svg path')) { look(node, style.stroke, 3); }
    else if (node.matches('svg rect')) { look(node, style.fill, 3); }
    else if (own) { look(node, node.closest('svg') ? style.fill : style.color, large ? 3 : 4.5); }
    if (node.matches('input, select')) { look(node.parentElement, style.borderTopColor, 3); }
  }
  return { seen, poor };
})()
