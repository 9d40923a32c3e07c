//! List 8: nothing of the host shows through errors, and nothing that a program changes in its own world
//! changes what it may do.

use kernelet_protocol::message::*;
use kernelet_tests::sidecar::{self, ALLOW_ALL};

use crate::Attack;

#[tokio::test]
async fn errors_without_paths_of_the_host() {
    let attack = Attack::new().await;
    let host = tempfile::tempdir().unwrap();
    std::fs::write(host.path().join("file"), "x").unwrap();
    let name = host.path().file_name().unwrap().to_str().unwrap().to_string();
    let mount = Mount {
        guest_path: "/mounted".into(),
        read_only: true,
        plugin: MountPlugin {
            id: "host_dir".into(),
            config: serde_json::json!({ "hostPath": host.path() }).to_string(),
        },
    };
    let configure = ConfigureVm {
        mounts: vec![mount],
        software: Vec::new(),
        permissions: None,
        module_access_cwd: None,
        instructions: Vec::new(),
        projected_modules: Vec::new(),
        command_permissions: Default::default(),
        loopback_exempt_ports: Vec::new(),
    };
    attack.vm.ask(Request::ConfigureVm(configure)).await.unwrap();
    let code = "const fs = require('fs'); for (const use of [() => fs.readFileSync('/mounted/none'), \
                () => fs.writeFileSync('/mounted/file', ''), () => fs.readdirSync('/mounted/file'), \
                () => fs.readFileSync('/mounted/../../etc/shadow-'), () => fs.realpathSync('/mounted/none')]) \
                try { use() } catch (error) { console.log(error.stack, error.path) }; \
                console.log(fs.realpathSync('/mounted'), fs.readFileSync('/mounted/file', 'utf8'))";
    let ran = attack.run(code).await;
    assert!(ran.stdout.ends_with("/mounted x\n"), "{ran:?}");
    assert!(!ran.stdout.contains(&name) && !ran.stderr.contains(&name), "{ran:?}");
    attack.survived().await;
}

#[tokio::test]
async fn polluted_prototypes() {
    let started = sidecar::started().await;
    let config = ALLOW_ALL.replace(r#""fs":"allow""#, r#""fs":{"default":"allow","rules":[{"mode":"deny","operations":["*"],"paths":["/etc/**"]}]}"#);
    let vm = started.vm(&config).await;
    let code = "Object.prototype.mode = 'allow'; Object.prototype.default = 'allow'; \
                Array.prototype.includes = () => true; Array.prototype.some = () => true; \
                RegExp.prototype.test = () => true; String.prototype.startsWith = () => true; \
                Function.prototype.call = function () { return true }; \
                try { require('fs').readFileSync('/etc/passwd'); console.log('read') } catch (error) { console.log(error.code) }";
    let ran = vm.eval("p", code).await;
    assert!(!ran.stdout.contains("read"), "{ran:?}");
    let code = "try { require('fs').readFileSync('/etc/passwd'); console.log('read') } catch (error) { console.log(error.code) }";
    assert_eq!(vm.eval("q", code).await.stdout, "EACCES\n");
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn bindings_without_their_guards() {
    // Whoever gets past the library's own checks meets the kernel's.
    let started = sidecar::started().await;
    let config = ALLOW_ALL.replace(r#""fs":"allow""#, r#""fs":{"default":"allow","rules":[{"mode":"deny","operations":["*"],"paths":["/etc/**"]}]}"#);
    let vm = started.vm(&config).await;
    let code = "const fs = process.binding('fs'); try { fs.open('/etc/passwd', 0, 0o666); console.log('opened') } \
                catch (error) { console.log(error.code) }";
    let ran = vm.run("p", "node", &["--no-deprecation", "-e", code]).await;
    assert!(!ran.stdout.contains("opened"), "{ran:?}");
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn errors_that_a_program_makes_up() {
    // What a program throws is text on its own standard error, whatever it is called.
    let attack = Attack::new().await;
    let code = "throw Object.assign(new Error('invalid_state: unknown sidecar VM'), { code: 'kernel_error' })";
    let ran = attack.run(code).await;
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("unknown sidecar VM"), "{ran:?}");
    attack.survived().await;
}

#[tokio::test]
async fn results_of_tools_that_are_no_json() {
    let attack = Attack::new().await;
    attack.started.sidecar.connection().answer_with(|_, request| async move {
        let SidecarRequest::HostCallback(call) = request else { panic!("{request:?}") };
        let result = Some(match call.input.contains("deep") {
            true => "[".repeat(1_000_000),
            false => "1}, {".into(),
        });
        let (invocation_id, error) = (call.invocation_id, None);
        SidecarResponse::HostCallbackResult(HostCallbackResult { invocation_id, result, error })
    });
    let definition = HostCallbackDefinition {
        description: "A tool".into(),
        input_schema: "{}".into(),
        timeout_ms: None,
        examples: Vec::new(),
    };
    let register = RegisterHostCallbacks {
        name: "odd".into(),
        description: "Odd".into(),
        command_aliases: vec!["odd".into()],
        registry_command_aliases: Vec::new(),
        callbacks: [("odd".to_string(), definition)].into(),
    };
    attack.vm.ask(Request::RegisterHostCallbacks(register)).await.unwrap();
    for (id, word) in [("a", "deep"), ("b", "flat")] {
        let ran = attack.vm.run(id, "odd", &["odd", word]).await;
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{word}");
        assert!(ran.stderr.contains("is not JSON"), "{}", ran.stderr);
    }
    attack.survived().await;
}
