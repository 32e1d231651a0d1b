import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const here = new URL('./cli.ts', import.meta.url).href
const source = new URL('../../data/fujian/lists/2022/source.txt', import.meta.url).pathname

/** Runs the command in a process of its own, as a person would. */
const command = (args: string[], input?: Uint8Array): Promise<{ code: number; out: string; err: string }> => new Promise((done) => {
  const script = `import { listParse } from ${JSON.stringify(here)}; process.exitCode = await listParse(process.argv.slice(1))`
  const child = execFile(process.execPath, ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', script, '--', ...args], { maxBuffer: 1 << 26 },
    (error, out, err) => done({ code: error ? Number(error.code) : 0, out, err }))
  child.stdin?.on('error', () => {})
  child.stdin?.end(input ?? '')
})

describe('zhixing list parse', () => {
  it('--json 给出程序可读的清单，- 读标准输入', async () => {
    const { code, out } = await command(['-', '--json'], Buffer.from('一、保护\n1.加强执法。（省知识产权局牵头，省公安厅配合，6月底前）'))
    const list = JSON.parse(out)
    expect([code, list.sections[0].title, list.tasks[0].title, list.tasks[0].deadlines, list.tasks[0].units.map((u: { text: string; role: string }) => [u.text, u.role])])
      .toEqual([0, '保护', '加强执法', ['6月底前'], [['省知识产权局', 'lead'], ['省公安厅', 'cooperate']]])
  })

  it('不带 --json 给人看，疑点列在最后', async () => {
    const { code, out } = await command([source])
    expect([code, out.split('\n')[0]]).toEqual([0, '2022年福建省推动知识产权高质量发展任务清单　2022　6 个部分，20 项任务'])
    expect(out).toContain('第18项：“各地知识产权管理部门”出现两次')
  })

  it('读不了就用一句话说明，退出码 2', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'list-'))
    const many = join(folder, 'many.txt')
    writeFileSync(many, 'x\n'.repeat(1_000_000))
    expect(await command([join(folder, '无.txt')])).toEqual({ code: 2, out: '', err: `找不到文件“${join(folder, '无.txt')}”，请检查路径\n` })
    expect(await command([many, '--json'])).toEqual({ code: 2, out: '', err: '文件有 1000001 行，超过 20000 行的上限；请只上传清单本身\n' })
    expect((await command([])).err).toBe('用法：zhixing list parse 文件 [--json]（文件可以是 txt、docx、xlsx、html；写 - 从标准输入读取）\n')
  })
})
