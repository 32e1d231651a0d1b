import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider, type ConfigProviderProps } from 'antd'
import * as zhCN from 'antd/es/locale/zh_CN.js'
import { BrowserRouter } from 'react-router'
import { Refused } from './api.ts'
import { Shell } from './shell.tsx'
import { theme } from './theme.ts'
import './workbench.css'

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, refetchOnWindowFocus: true, retry: (n, error) => !(error instanceof Refused && error.status >= 400) && n < 2 } },
})

// The package is a module to the bundler and a CommonJS file to the compiler; the words are the same.
const chinese = zhCN.default as unknown as ConfigProviderProps['locale']

// A page opened before the house was renewed asks for pieces that are gone: fetched anew, it fits again. Once is enough;
// a piece that is still missing then is a fault to be seen, not to be tried for ever.
window.addEventListener('vite:preloadError', () => {
  const last = Number(sessionStorage.getItem('renewed') ?? 0)
  if (Date.now() - last < 60_000) return
  sessionStorage.setItem('renewed', String(Date.now()))
  location.reload()
})

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ConfigProvider locale={chinese} theme={theme} button={{ autoInsertSpace: false }}>
      <App message={{ maxCount: 2 }}>
        <QueryClientProvider client={queries}>
          <BrowserRouter basename="/w"><Shell /></BrowserRouter>
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  </StrictMode>,
)
