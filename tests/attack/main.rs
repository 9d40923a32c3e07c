//! What a sceptic tries, one test per attempt, through the sidecar: a file per list. In each the VM that
//! is attacked from, or one beside it, works afterwards.

mod bridge;
mod cross_vm;
mod deep;
mod endless;
mod hostcalls;
mod kill_paths;
mod memory;

use std::time::{Duration, Instant};

use kernelet_tests::sidecar::{self, ALLOW_ALL, Execution, Started, TestVm, execute};

/// How long a program may take to end once it was killed.
const DEADLINE: Duration = Duration::from_secs(2);

/// How long a program may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(60);

/// A sidecar with a VM to attack from and one beside it.
struct Attack {
    started: Started,
    vm: TestVm,
    beside: TestVm,
}

impl Attack {
    async fn new() -> Self {
        Self::limited("{}").await
    }

    /// With these limits for the VM to attack from.
    async fn limited(limits: &str) -> Self {
        let started = sidecar::started().await;
        let config = ALLOW_ALL.replacen('{', &format!(r#"{{"limits":{limits},"#), 1);
        let vm = started.vm(&config).await;
        let beside = started.vm(ALLOW_ALL).await;
        Attack { started, vm, beside }
    }

    /// Runs a program to its own end.
    async fn run(&self, code: &str) -> Execution {
        let run = tokio::time::timeout(PATIENCE, self.vm.eval("attack", code)).await;
        run.unwrap_or_else(|_| panic!("it goes on: {code}"))
    }

    /// Runs a program that never ends, and kills it.
    async fn kill(&self, code: &str, signal: &str) -> Execution {
        self.vm.start(execute("attack", "node", &["-e", code])).await.expect("started");
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(hello(&self.beside).await, "hello\n", "beside {code}");
        let killed = Instant::now();
        self.vm.kill("attack", signal).await.expect("it still runs");
        let finished = self.vm.finish("attack").await;
        assert!(killed.elapsed() < DEADLINE, "{:?}: {code}", killed.elapsed());
        finished
    }

    /// Both VMs work, and the sidecar ends in order.
    async fn survived(self) {
        assert_eq!(hello(&self.vm).await, "hello\n");
        assert_eq!(hello(&self.beside).await, "hello\n");
        self.started.sidecar.close().await.expect("ended in order");
    }
}

async fn hello(vm: &TestVm) -> String {
    vm.eval("hello", "console.log('hello')").await.stdout
}
