import { Refused } from './api.ts'

/** Sends a file with the share of it that has left; no other way of asking tells this while it goes. */
export function sendUp(file: File, told: (percent: number) => void): Promise<{ upload: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/library/uploads?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('x-zhixing', '1')
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', ({ loaded, total }) => told(Math.floor((loaded / total) * 100)))
    request.addEventListener('error', () => reject(new Refused(0, [{ code: 'unreachable', say: '连不上服务器，文件没有传上，请检查网络后再试' }])))
    request.addEventListener('load', () => {
      const read = /json/.test(request.getResponseHeader('content-type') ?? '') ? JSON.parse(request.responseText) : undefined
      if (request.status < 300) resolve(read)
      else reject(new Refused(request.status, read?.refusals?.length ? read.refusals : [{ code: 'failed', say: '文件没有传上，请再试一次' }], read?.ref))
    })
    request.send(file)
  })
}
