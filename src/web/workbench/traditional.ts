import { ConverterFactory, Locale } from 'opencc-js/cn2t'
import { traditionalWords } from '../../kernel/index.ts'

const convert = ConverterFactory(Locale.from.cn, [...Locale.to.tw, traditionalWords])

/** What a text says since it was written over, so that it is not taken for a new one. */
const written = new WeakMap<Text, string>()
const words = ['aria-label', 'placeholder', 'title', 'alt']
const untouched = 'textarea, script, style, code, pre, [contenteditable], [data-as-is]'
const hasHan = /\p{Script=Han}/u

function write(text: Text): void {
  if (written.get(text) === text.data || !hasHan.test(text.data) || text.parentElement?.closest(untouched)) return
  const to = convert(text.data)
  written.set(text, to)
  if (to !== text.data) text.data = to
}
function label(element: Element): void {
  if (element.closest('[data-as-is]')) return
  for (const name of words) {
    const value = element.getAttribute(name)
    if (!value || !hasHan.test(value)) continue
    const to = convert(value)
    if (to !== value) element.setAttribute(name, to)
  }
}
function all(root: Node): void {
  if (root instanceof Text) write(root)
  if (root instanceof Element) label(root)
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node instanceof Text) write(node)
    else label(node as Element)
  }
}

/** Shows everything that is read in traditional characters from now on; what people type and what is sent stays as it is. */
export function showTraditional(): void {
  document.documentElement.lang = 'zh-Hant'
  all(document.body)
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === 'characterData') write(target as Text)
      else if (type === 'attributes') label(target as Element)
      else for (const node of addedNodes) all(node)
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: words })
}
