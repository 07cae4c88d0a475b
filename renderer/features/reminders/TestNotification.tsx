import { BellRing } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../api.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { attempt, useStore } from '../../store.ts'
import { type TestResult, testResult } from './delivery.ts'

/** Sends one notification; `result` says what became of it until the next is sent. */
export function useTestNotification() {
  const platform = useStore((state) => state.snapshot?.desktop.platform ?? '')
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<TestResult | null>(null)
  const test = async () => {
    setBusy(true)
    const item = await attempt(api['inbox.testNotification']())
    setBusy(false)
    if (item) setResult(testResult(item, platform))
  }
  return { busy, result, test }
}

/** The button of a test; `word` is what stands on it. */
export function TestButton({
  state: { busy, test },
  word,
}: {
  readonly state: ReturnType<typeof useTestNotification>
  readonly word: string
}) {
  return (
    <Button size="small" icon={<BellRing />} busy={busy} onClick={() => void test()}>
      {word}
    </Button>
  )
}

/** What became of the test, spoken when it is known. */
export function TestOutcome({ result }: { readonly result: TestResult | null }) {
  if (!result) return null
  return (
    <Banner tone={result.tone === 'ok' ? 'info' : 'warning'} title={result.title} live>
      {result.text}
    </Banner>
  )
}
