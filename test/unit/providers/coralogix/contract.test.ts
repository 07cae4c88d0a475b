import { providerContract } from '../contract.ts'
import { grpcTraits, openBench, restTraits } from './bench.ts'

providerContract(restTraits, () => openBench())
providerContract(grpcTraits, () => openBench({}, 'grpc'))
providerContract({ ...restTraits, name: 'Coralogix over either' }, () => openBench({}, 'auto'))
