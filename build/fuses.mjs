// @ts-check
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'

/**
 * What the shipped binary can be talked into, by electron-builder's names for the fuses.
 * @satisfies {import('electron-builder').Configuration['electronFuses']}
 */
export const FUSES = /** @type {const} */ ({
  // The binary is not a Node: neither by ELECTRON_RUN_AS_NODE nor by NODE_OPTIONS or --inspect.
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  // The app is the archive that was shipped, and on macOS and Windows proven to be.
  onlyLoadAppFromAsar: true,
  enableEmbeddedAsarIntegrityValidation: true,
  // There are no cookies; on, this would only ask for the keychain once more.
  enableCookieEncryption: false,
  // No snapshot of our own is shipped, and with it on the app would not open.
  loadBrowserProcessSpecificV8Snapshot: false,
  // Pages come from app://, so that file:// needs no rights.
  grantFileProtocolExtraPrivileges: false,
})

/** The same by the position on the binary's fuse wire. */
const DECIDED = new Map([
  [FuseV1Options.RunAsNode, FUSES.runAsNode],
  [FuseV1Options.EnableCookieEncryption, FUSES.enableCookieEncryption],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, FUSES.enableNodeOptionsEnvironmentVariable],
  [FuseV1Options.EnableNodeCliInspectArguments, FUSES.enableNodeCliInspectArguments],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FUSES.enableEmbeddedAsarIntegrityValidation],
  [FuseV1Options.OnlyLoadAppFromAsar, FUSES.onlyLoadAppFromAsar],
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, FUSES.loadBrowserProcessSpecificV8Snapshot],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, FUSES.grantFileProtocolExtraPrivileges],
])

/**
 * Left as Electron ships it (on): WasmTrapHandlers, which newer Electrons have and the library
 * has no name for yet. That is also why its own `strictlyRequireAllFuses` cannot be used.
 */
const AS_SHIPPED = new Set([8])

/**
 * Fuses of a binary on which nothing is decided here: a new Electron must not bring a new way
 * in unnoticed.
 * @param {string} binary
 * @returns {Promise<readonly number[]>} their positions
 */
export async function undecidedFuses(binary) {
  return (await wire(binary))
    .map(([fuse]) => fuse)
    .filter((fuse) => !DECIDED.has(fuse) && !AS_SHIPPED.has(fuse))
}

/**
 * Every fuse that is decided here, as it is in a binary.
 * @param {string} binary
 * @returns {Promise<{ name: string, wanted: boolean, found: boolean | undefined }[]>} undefined where the binary lacks it
 */
export async function readFuses(binary) {
  const found = new Map(await wire(binary))
  return [...DECIDED].map(([fuse, wanted]) => ({
    name: FuseV1Options[fuse],
    wanted,
    found: isOn(found.get(fuse)),
  }))
}

/** @param {string} binary @returns {Promise<[fuse: number, state: unknown][]>} */
async function wire(binary) {
  const { version: _, ...fuses } = await getCurrentFuseWire(binary)
  return Object.entries(fuses).map(([fuse, state]) => [Number(fuse), state])
}

/** On the wire a fuse is a digit; anything else means that this Electron has it no more. @param {unknown} state */
function isOn(state) {
  if (state === '1'.charCodeAt(0)) return true
  return state === '0'.charCodeAt(0) ? false : undefined
}
