import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../build/processes.mjs'
import { callNames, eventNames } from '../../shared/channels.ts'
import { type LaunchedApp, launchKeyturn } from './launch.ts'

const PAGE = 'app://keyturn/'

let keyturn: LaunchedApp
let outside: Server
let outsideUrl: string
/** What reached the server that stands for everything outside. */
const reached: string[] = []

beforeAll(async () => {
  outside = createServer((request, response) => {
    reached.push(request.url ?? '')
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.end('outside')
  })
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
  outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`
  keyturn = await launchKeyturn()
})

afterAll(async () => {
  await keyturn?.close()
  outside?.close()
})

/** Runs text in the page's own world, as a script that got in would: past the policy's ban on eval. */
const inPage = <T>(code: string): Promise<T> =>
  keyturn.app.evaluate(
    async ({ BrowserWindow }, source) =>
      (await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(source, true)) as T,
    code,
  )

describe('the renderer', () => {
  it('has the cage, and nothing of Node', async () => {
    const preferences = await keyturn.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as Electron.WebContents & {
        getLastWebPreferences(): Record<string, unknown>
      }
      return contents.getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    })
    // Electron leaves this one out where it is off.
    expect(preferences.nodeIntegrationInWorker).not.toBe(true)
    const found = await inPage<unknown[]>(
      '[typeof require, typeof process, typeof module, typeof Buffer, typeof global, typeof window.electron]',
    )
    expect(found).toEqual(Array(6).fill('undefined'))
  })

  it('is given the calls of the contract, and no way to name another', async () => {
    expect((await inPage<string[]>('Object.keys(window.api)')).sort()).toEqual(
      [...callNames, 'on', 'pathOf'].sort(),
    )
    expect(
      await inPage('(() => { try { window.api.on("other", () => {}) } catch (e) { return e.message } })()'),
    ).toMatch(/no such event/)
    for (const event of eventNames)
      expect(await inPage(`typeof window.api.on(${JSON.stringify(event)}, () => {})`)).toBe('function')
    // What is on window.api cannot be replaced by a script of the page.
    expect(
      await inPage('(() => { try { window.api = {} } catch {} return typeof window.api["app.snapshot"] })()'),
    ).toBe('function')
  })

  it('gets a refusal for what does not fit a call', async () => {
    expect(await inPage('window.api["keys.get"]({ ref: { accountId: "x", keyId: "y" } })')).toMatchObject({
      ok: false,
      failure: { code: 'usage' },
    })
    expect(await inPage('window.api["keys.get"](JSON.parse(\'{"__proto__":{"a":1}}\'))')).toMatchObject({
      ok: false,
      failure: { code: 'usage' },
    })
    expect(await inPage('window.api["app.snapshot"]()')).toMatchObject({ ok: true })
  })
})

describe('the policy of the page', () => {
  it('is a header, with nothing allowed but the app’s own files', async () => {
    const policy = await keyturn.app.evaluate(async ({ BrowserWindow }, page) => {
      const answer = await BrowserWindow.getAllWindows()[0]?.webContents.session.fetch(page)
      return answer?.headers.get('content-security-policy') ?? ''
    }, PAGE)
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ])
      expect(policy.split('; ')).toContain(rule)
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  })

  it('serves no file outside of the build', async () => {
    const statuses = await keyturn.app.evaluate(async ({ BrowserWindow }) => {
      const session = BrowserWindow.getAllWindows()[0]?.webContents.session
      const paths = [
        '../main/index.js',
        '..%2fmain%2findex.js',
        '%2e%2e/main/index.js',
        'etc/passwd',
        '//etc/passwd',
      ]
      const addresses = [...paths.map((path) => `app://keyturn/${path}`), 'app://other/index.html']
      return Promise.all(addresses.map(async (address) => (await session?.fetch(address))?.status))
    })
    expect(statuses).toEqual(Array(6).fill(404))
  })

  it('blocks inline script, eval and text that would become script', async () => {
    const outcome = await inPage<unknown[]>(`(async () => {
      const attempt = (work) => { try { return work() } catch (error) { return error.name } }
      const script = document.createElement('script')
      attempt(() => { script.textContent = 'window.inline = 1' })
      document.head.append(script)
      const image = document.createElement('img')
      attempt(() => image.setAttribute('onerror', 'window.inline = 2'))
      image.src = 'data:,'
      document.body.append(image)
      const outcome = [
        attempt(() => document.createElement('div').innerHTML = '<b>x</b>'),
        attempt(() => trustedTypes.createPolicy('mine', {}) && 'made'),
        attempt(() => new Function('return 1')()),
        attempt(() => setTimeout('window.inline = 3')),
      ]
      await new Promise((resolve) => setTimeout(resolve, 200))
      return [...outcome, typeof window.inline]
    })()`)
    expect(outcome).toEqual(['TypeError', 'TypeError', 'EvalError', 'TypeError', 'undefined'])
  })

  it('lets nothing in or out by the network', async () => {
    const tried = await inPage<unknown[]>(`Promise.all([
      fetch(${JSON.stringify(`${outsideUrl}/fetch`)}).then(() => 'got', () => 'blocked'),
      new Promise((resolve) => {
        const image = new Image()
        image.onload = () => resolve('got')
        image.onerror = () => resolve('blocked')
        image.src = ${JSON.stringify(`${outsideUrl}/image`)}
      }),
      new Promise((resolve) => {
        try {
          const socket = new WebSocket(${JSON.stringify(`${outsideUrl.replace('http', 'ws')}/socket`)})
          socket.onopen = () => resolve('got')
          socket.onerror = () => resolve('blocked')
        } catch { resolve('blocked') }
      }),
      new Promise((resolve) => {
        const link = document.createElement('link')
        link.rel = 'stylesheet'
        link.onload = () => resolve('got')
        link.onerror = () => resolve('blocked')
        link.href = ${JSON.stringify(`${outsideUrl}/style`)}
        document.head.append(link)
      }),
      Promise.resolve(navigator.sendBeacon(${JSON.stringify(`${outsideUrl}/beacon`)}) ? 'sent' : 'blocked'),
    ])`)
    expect(tried.slice(0, 4)).toEqual(Array(4).fill('blocked'))
    // Also without the policy: the session itself cancels what is not the app's own.
    const bySession = await keyturn.app.evaluate(
      ({ BrowserWindow }, url) =>
        BrowserWindow.getAllWindows()[0]
          ?.webContents.session.fetch(`${url}/session`)
          .then(
            () => 'got',
            () => 'blocked',
          ),
      outsideUrl,
    )
    expect(bySession).toBe('blocked')
    expect(reached).toEqual([])
  })
})

describe('the window', () => {
  const address = () => inPage<string>('location.href')

  it('stays on its page', async () => {
    for (const work of [
      `location.href = ${JSON.stringify(outsideUrl)}`,
      `location.assign('file:///etc/passwd')`,
      `location.assign('data:text/html,x')`,
      `(() => { const a = document.createElement('a'); a.href = ${JSON.stringify(outsideUrl)}; document.body.append(a); a.click() })()`,
      `(() => { const f = document.createElement('form'); f.action = ${JSON.stringify(outsideUrl)}; document.body.append(f); f.submit() })()`,
    ]) {
      await inPage(`void (${work.startsWith('(') ? work : `(() => { ${work} })()`})`)
      await new Promise((resolve) => setTimeout(resolve, 150))
      expect(await address()).toBe(PAGE)
    }
    expect(reached).toEqual([])
  })

  it('opens no other', async () => {
    expect(await inPage(`window.open(${JSON.stringify(outsideUrl)}) === null`)).toBe(true)
    expect(await inPage(`window.open(${JSON.stringify(PAGE)}) === null`)).toBe(true)
    const windows = await keyturn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
    expect(windows).toBe(1)
  })

  it('grants no permission', async () => {
    const answers = await inPage<unknown[]>(`Promise.all([
      Notification.requestPermission(),
      navigator.permissions.query({ name: 'geolocation' }).then((status) => status.state),
      navigator.clipboard.readText().then(() => 'granted', (error) => error.name),
      navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'granted', (error) => error.name),
    ])`)
    expect(answers[0]).toBe('denied')
    expect(answers[1]).toBe('denied')
    expect(answers).not.toContain('granted')
  })

  it('gives a frame within it neither a page nor the calls', async () => {
    const seen = await inPage<unknown>(`new Promise((resolve) => {
      const frame = document.createElement('iframe')
      frame.src = ${JSON.stringify(`${PAGE}index.html`)}
      document.body.append(frame)
      const blank = document.createElement('iframe')
      document.body.append(blank)
      setTimeout(() => {
        const api = (of) => { try { return typeof of.contentWindow.api } catch (error) { return error.name } }
        resolve([api(frame), api(blank)])
        frame.remove()
        blank.remove()
      }, 500)
    })`)
    expect(seen).not.toContain('object')
  })

  it('is answered only as a main frame', async () => {
    // A frame cannot be made to call, so the door itself is asked, with a frame that is not the main one.
    const refused = await keyturn.app.evaluate(async ({ BrowserWindow, ipcMain }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const door = ipcMain as unknown as {
        _invokeHandlers: Map<string, (event: unknown, input?: unknown) => Promise<unknown>>
      }
      const inner = { url: 'app://keyturn/', parent: contents?.mainFrame }
      const answer = door._invokeHandlers.get('app.snapshot')
      return {
        names: [...door._invokeHandlers.keys()],
        inner: await answer?.({ sender: contents, senderFrame: inner }),
        gone: await answer?.({ sender: contents, senderFrame: null }),
      }
    })
    expect(refused.names.sort()).toEqual([...callNames].sort())
    expect(refused.inner).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(refused.gone).toMatchObject({ ok: false, failure: { code: 'refused' } })
  })

  it('has no listener that a page could reach past the calls', async () => {
    const listened = await keyturn.app.evaluate(({ ipcMain }) => ipcMain.eventNames().map(String))
    expect(listened).not.toContain('electron-store-get-data')
  })
})

describe('a second start', () => {
  it('ends at once and raises the window of the first', async () => {
    await keyturn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    const executable = await keyturn.app.evaluate(() => process.execPath)
    const folder = await keyturn.app.evaluate(({ app }) => app.getAppPath())
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const { code } = await run(executable, [...sandbox, folder], {
      what: 'a second start',
      deadline: 30_000,
      env: { ...process.env, KEYTURN_HOME: keyturn.home },
    })
    expect(code).toBe(0)
    await expect
      .poll(() => keyturn.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
      .toBe(true)
  })
})

describe('the data folder', () => {
  it('is the owner’s alone, with everything of the window in it', async () => {
    const { userData, mode } = await keyturn.app.evaluate(async ({ app }, home) => {
      const { statSync } = process.getBuiltinModule('node:fs')
      return { userData: app.getPath('userData'), mode: statSync(home).mode & 0o777 }
    }, keyturn.home)
    expect(userData.startsWith(keyturn.home)).toBe(true)
    expect(mode).toBe(0o700)
  })
})
