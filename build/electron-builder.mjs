// @ts-check
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FUSES, undecidedFuses } from './fuses.mjs'

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'dev.keyturn.app',
  productName: 'Keyturn',
  directories: { output: 'dist', buildResources: 'build' },
  files: [
    'out/**',
    'package.json',
    'build/icons/tray/**',
    'build/icons/app/256x256.png',
    '!**/*.map',
    // Of the two native packages only what runs, on the platform that is packaged.
    // Headers to compile against.
    '!node_modules/node-addon-api{,/**}',
    '!node_modules/keytar/{src,script,build,binding.gyp}{,/**}',
    '!node_modules/@photostructure/sqlite/{src,scripts,binding.gyp}{,/**}',
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: electron-builder fills these in
    '!node_modules/keytar/prebuilds/!(${platform}-${arch}){,/**}',
    '!node_modules/@photostructure/sqlite/prebuilds/!(${platform}-${arch}){,/**}',
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: electron-builder fills these in
  ],
  asar: true,
  // A native add-on can be loaded from a real file only.
  asarUnpack: ['node_modules/keytar/**', 'node_modules/@photostructure/sqlite/**'],
  // Both are N-API and bring their binaries: nothing to compile for this Electron.
  npmRebuild: false,
  electronFuses: FUSES,
  // The interface is English; Chromium's other languages are 40 MB.
  electronLanguages: ['en-US'],
  linux: {
    target: ['deb', 'AppImage'],
    executableName: 'keyturn',
    category: 'Development',
    icon: 'build/icons/app',
    synopsis: 'Keeps and rotates the keys of telemetry agents',
  },
  deb: {
    // keytar loads libsecret when it runs, so no tool can see that it is needed.
    depends: [
      'libgtk-3-0',
      'libnotify4',
      'libnss3',
      'libxss1',
      'libxtst6',
      'xdg-utils',
      'libatspi2.0-0',
      'libuuid1',
      'libsecret-1-0',
    ],
    recommends: ['gnome-keyring'],
  },
  mac: {
    target: [{ target: 'dmg', arch: ['x64', 'arm64'] }],
    icon: 'build/icons/app/1024x1024.png',
    category: 'public.app-category.developer-tools',
    hardenedRuntime: true,
  },
  win: { target: ['nsis'], icon: 'build/icons/app/256x256.png' },
  // Installed for the machine, so that no program of the user's can exchange its files.
  nsis: { perMachine: true, oneClick: false, allowToChangeInstallationDirectory: false },
  async afterPack({ appOutDir, packager, electronPlatformName }) {
    const bundle = { darwin: '.app', win32: '.exe' }[electronPlatformName] ?? ''
    const name = electronPlatformName === 'linux' ? 'keyturn' : packager.appInfo.productFilename
    const undecided = await undecidedFuses(join(appOutDir, `${name}${bundle}`))
    if (undecided.length > 0)
      throw new Error(`decide in build/fuses.mjs on the fuses at ${undecided.join(', ')}`)
    // The loader of the fallback Electron, which is no part of any package.
    if (electronPlatformName === 'linux')
      await rm(join(appOutDir, 'resources', 'app'), { recursive: true, force: true })
  },
}
