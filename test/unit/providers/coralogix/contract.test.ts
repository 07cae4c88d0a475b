import { providerContract } from '../contract.ts'
import { openBench } from './bench.ts'

providerContract('Coralogix over REST', openBench)
