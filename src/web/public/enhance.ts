import './public.css'
import './library.css'

// The pages work without this. With it, drafts keep themselves, questions come and go as answers change, uploads show how far
// they are, and the map and its table light up together.

const find = <E extends Element>(selector: string, within: ParentNode = document) => within.querySelector<E>(selector)
const each = <E extends Element>(selector: string, within: ParentNode = document) => [...within.querySelectorAll<E>(selector)]

interface Echo { version: number; asked: Record<string, boolean>; said: Record<string, string>; say?: string }

find<HTMLElement>('#faults')?.focus()

// What is linked to from the summary of faults opens and takes the focus.
for (const link of each<HTMLAnchorElement>('#faults a[href^="#"]')) {
  link.addEventListener('click', () => {
    const at = document.getElementById(link.hash.slice(1))
    at?.closest('details')?.setAttribute('open', '')
    if (at instanceof HTMLElement) setTimeout(() => (at.matches('fieldset') ? find<HTMLElement>('input:not([type=hidden]), select, textarea', at) ?? at : at).focus())
  })
}

/** The save that is on its way: whatever is sent by hand meanwhile waits for it, or would seem to come from a window that is out of date. */
let onItsWay: Promise<void> | undefined

const form = find<HTMLFormElement>('form[data-keeps]')
if (form) keepDraft(form)
for (const files of each<HTMLElement>('[data-files]')) showUpload(files)
lightTogether()
sendOnce()
for (const search of each<HTMLFormElement>('form[data-tidy]')) tidy(search)

/** Saves what was typed a moment after the last change, one save at a time, and says so. */
function keepDraft(form: HTMLFormElement): void {
  const note = find<HTMLElement>('[data-saved]', form)!
  const version = find<HTMLInputElement>('[name=version]', form)!
  let waiting: ReturnType<typeof setTimeout> | undefined
  let again = false, leaving = false, changed = false, held = false, saving = false

  const later = (after: number) => {
    clearTimeout(waiting)
    waiting = setTimeout(save, after)
  }
  form.addEventListener('input', ({ target }) => { if (!isFile(target)) { changed = true; note.textContent = ''; later((target as Element).hasAttribute('data-quiet') ? 150 : 1500) } })
  form.addEventListener('submit', (event) => {
    clearTimeout(waiting)
    if (!onItsWay) { leaving = true; return }
    event.preventDefault()
    // Not sent yet, so it does not count as sent once.
    event.stopPropagation()
    if (held) return
    held = true
    void onItsWay.then(() => { held = false; if (form.isConnected) form.requestSubmit(event.submitter) })
  })
  // Whoever walks away in the middle of a word finds it again.
  addEventListener('pagehide', () => {
    if (!changed || leaving || !form.isConnected) return
    const last = answersOf(form)
    // Our own save on its way makes the version we know an old one: the last word stands without it.
    if (saving) last.delete('version')
    void fetch(form.action, { method: 'POST', body: last, headers: { accept: 'application/json' }, keepalive: true })
  })

  function save(): void {
    if (leaving || held || !form.isConnected) return
    if (onItsWay) { again = true; return }
    saving = true
    onItsWay = send().finally(() => {
      saving = false
      onItsWay = undefined
      if (again) { again = false; later(100) }
    })
  }
  async function send(): Promise<void> {
    try {
      changed = false
      const answer = await fetch(form.action, { method: 'POST', body: answersOf(form), headers: { accept: 'application/json' } })
      const echo = await answer.json() as Echo
      // A form on its way is not told twice that it is out of date.
      if (leaving) return
      if (!answer.ok) { changed = true; note.textContent = echo.say ?? '没有存上，请点“先存着”再试'; return }
      version.value = String(echo.version)
      apply(form, echo)
      if (!changed) note.textContent = '已自动保存'
    } catch {
      changed = true
      if (!leaving) note.textContent = '网络不通，还没有存上；恢复后会再存'
      later(10_000)
    }
  }
}

/** What was answered, without files that are still to be uploaded; those already kept are named by hidden fields. */
function answersOf(form: HTMLFormElement): FormData {
  const sent = new FormData(form)
  for (const name of new Set(sent.keys())) {
    const texts = sent.getAll(name).filter((value) => typeof value === 'string')
    sent.delete(name)
    for (const text of texts) sent.append(name, text)
  }
  return sent
}
const isFile = (target: EventTarget | null) => target instanceof HTMLInputElement && target.type === 'file'

function apply(form: HTMLFormElement, { asked, said }: Echo): void {
  for (const question of each<HTMLElement>('[data-path]', form)) {
    const put = asked[question.dataset.path!]
    if (put !== undefined) question.hidden = !put
  }
  for (const line of each<HTMLElement>('[data-said]', form)) {
    const text = said[line.dataset.said!]
    if (text !== undefined) line.textContent = text
  }
}

/** Sends chosen files at once, with a bar; the page comes back with them listed. */
function showUpload(files: HTMLElement): void {
  const input = find<HTMLInputElement>('input[type=file]', files)!
  const button = find<HTMLButtonElement>('.upload', files)!
  const note = find<HTMLElement>('[data-upload]', files)!
  const form = input.form!
  // On a step the files go with the step itself; on a draft they are kept as soon as they are chosen.
  if (!form.hasAttribute('data-keeps')) return
  button.hidden = true
  input.addEventListener('change', async () => {
    if (!input.files?.length) return
    await onItsWay
    const sent = new FormData(form)
    sent.set('act', button.value)
    const bar = document.createElement('progress')
    bar.max = 100
    bar.setAttribute('aria-label', '上传进度')
    note.replaceChildren(`正在上传${input.files.length}个文件 `, bar)
    const request = new XMLHttpRequest()
    request.open('POST', form.action)
    request.upload.addEventListener('progress', ({ loaded, total }) => { bar.value = Math.round((loaded / total) * 100) })
    let arrived = () => {}
    onItsWay = new Promise((resolve) => { arrived = () => { onItsWay = undefined; resolve() } })
    request.addEventListener('loadend', () => arrived())
    request.addEventListener('load', () => {
      if (!request.responseURL || request.status >= 500) return void (note.textContent = '没有传上，请再试一次')
      // What came back is the page itself, with the files in their list or with what is wrong with them.
      const page = new DOMParser().parseFromString(request.responseText, 'text/html')
      const main = find('main', page)
      if (!main) return void (note.textContent = '没有传上，请再试一次')
      const since = changedSince(sent, form)
      find('main')!.replaceWith(document.adoptNode(main))
      const next = find<HTMLFormElement>('form[data-keeps]')
      if (next) {
        keepDraft(next)
        for (const putBack of since) putBack(next)
      }
      for (const other of each<HTMLElement>('[data-files]')) showUpload(other)
      const faults = find<HTMLElement>('#faults')
      if (faults) faults.focus()
      else find<HTMLElement>(`#${CSS.escape(input.id)}`)?.focus()
    })
    request.addEventListener('error', () => { note.textContent = '网络不通，没有传上，请再试一次' })
    request.send(sent)
  })
}

/** What was typed or chosen while files were on their way: each puts itself back into the form that came with the answer, and is saved from there. */
function changedSince(sent: FormData, form: HTMLFormElement): ((into: HTMLFormElement) => void)[] {
  return [...form.elements].flatMap((one) => {
    if (!(one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement) || ['file', 'hidden', 'submit'].includes(one.type)) return []
    const ticks = one instanceof HTMLInputElement && (one.type === 'checkbox' || one.type === 'radio')
    const { name, value } = one, checked = ticks && one.checked
    if (ticks ? sent.getAll(name).includes(value) === checked : sent.get(name) === value) return []
    const at = each(`[name="${CSS.escape(name)}"]`, form).indexOf(one)
    return [(into: HTMLFormElement) => {
      const same = each<HTMLInputElement>(`[name="${CSS.escape(name)}"]`, into)[at]
      if (!same) return
      if (ticks) same.checked = checked
      else same.value = value
      same.dispatchEvent(new Event('input', { bubbles: true }))
    }]
  })
}

/** A place on the map and its line in the table are one. */
function lightTogether(): void {
  for (const one of each<HTMLElement>('[data-city]')) {
    const both = each(`[data-city="${CSS.escape(one.dataset.city!)}"]`)
    for (const [event, lit] of [['mouseenter', true], ['mouseleave', false], ['focusin', true], ['focusout', false]] as const) one.addEventListener(event, () => both.forEach((b) => b.classList.toggle('lit', lit)))
  }
}

/** What was left empty does not stand in the address of a search. */
function tidy(search: HTMLFormElement): void {
  search.addEventListener('formdata', ({ formData }) => { for (const [name] of [...formData].filter(([, value]) => value === '')) formData.delete(name) })
}

/** Pressing a button twice sends once. */
function sendOnce(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement
    if (form.method !== 'post') return
    if (form.dataset.sent) event.preventDefault()
    form.dataset.sent = 'yes'
    // Coming back by the browser's back button, or a page that answered with the same form, may send again.
    setTimeout(() => { delete form.dataset.sent }, 5_000)
  })
}
