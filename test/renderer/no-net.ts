/** Stands for `node:net` where the preview is built: what a browser has nothing of, and the window never calls. */
export class BlockList {
  addSubnet(): void {}
  addAddress(): void {}
  check(): boolean {
    return false
  }
}

export const isIP = (): number => 0
