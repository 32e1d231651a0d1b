import { createTransport } from 'nodemailer'

/** The way out for mail: an smtp(s):// address with its account, and whom it is from. */
export interface MailSettings { url: string; from: string }
/** What became of one try: taken by the server, refused for good, or not got through and worth trying again. */
export interface Tried { outcome: 'sent' | 'refused' | 'failed'; address: string; answer: string }

export interface Letter { id: string; to: string; subject: string; /** One paragraph each; a link is drawn under its words. */ lines: readonly { text: string; link?: string }[]; foot: string }

const seconds = 1000
/** Hands one letter to the mail server: plain text and the same as simple HTML, under an id that stays the same when it is tried again. */
export async function sendLetter({ url, from }: MailSettings, letter: Letter): Promise<Tried> {
  const out = createTransport(patient(url))
  const host = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'zhixing.invalid'
  try {
    const sent = await out.sendMail({
      from, to: letter.to, subject: letter.subject, messageId: `<${letter.id}@${host}>`, disableFileAccess: true, disableUrlAccess: true,
      // Nobody's absence note answers a machine.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      text: [...letter.lines.map((l) => (l.link ? `${l.text}\n${l.link}` : l.text)), letter.foot].join('\n\n'),
      html: `<!doctype html><html lang="zh-CN"><body style="font-family:sans-serif;font-size:15px;line-height:1.6;color:#1f2329">${letter.lines.map((l) => `<p>${escaped(l.text)}${l.link ? `<br><a href="${escaped(l.link)}">${escaped(l.link)}</a>` : ''}</p>`).join('')}<p style="color:#5b616b;font-size:13px">${escaped(letter.foot)}</p></body></html>`,
    })
    return { outcome: 'sent', address: letter.to, answer: sent.response }
  } catch (error) {
    const { code, responseCode, message } = error as { code?: string; responseCode?: number; message: string }
    // 5xx to the envelope or the message is this letter's; to the sign-in it is the installation's, and is mended there.
    const refused = (code === 'EENVELOPE' || code === 'EMESSAGE') && (responseCode ?? 0) >= 500
    return { outcome: refused ? 'refused' : 'failed', address: letter.to, answer: message.slice(0, 300) }
  } finally {
    out.close()
  }
}
// A server that says nothing must not hold up the others for minutes.
const patient = (url: string) => ({ url, connectionTimeout: 10 * seconds, greetingTimeout: 10 * seconds, socketTimeout: 30 * seconds })
const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

/** The server's name, for people to see; never the account or its password. */
export const mailHost = (settings: MailSettings | undefined): string | undefined => (settings && URL.canParse(settings.url) ? new URL(settings.url).host : undefined)
