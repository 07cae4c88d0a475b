import { providerContract } from '../contract.ts'
import { openBench, restTraits } from './bench.ts'

providerContract(restTraits, openBench)
