require("worker_threads").parentPort.postMessage([require.main === module, module.id, __filename.endsWith("common.cjs")])
