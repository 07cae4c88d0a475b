import { providerContract } from '../contract.ts'
import { ibmTraits, openIbmBench } from './bench.ts'

providerContract(ibmTraits, () => openIbmBench())
