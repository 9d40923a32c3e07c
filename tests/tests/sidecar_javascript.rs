//! Promise: `jsRuntime` decides what JavaScript programs of a VM find: builtin modules, globals, imports.

use kernelet_tests::sidecar::{self, ALLOW_ALL, TestVm};

/// What a module prints that looks for each of these names.
const LOOK: &str = "const found = (names) => names.filter((name) => name in globalThis && typeof globalThis[name] !== 'undefined').join();
    globalThis.console?.log(found(['process', 'Buffer', 'require', 'global', 'fetch', 'URL', 'structuredClone', 'console', 'setTimeout',
      'queueMicrotask', 'Map', 'WebAssembly']));";

async fn vm(started: &sidecar::Started, javascript: &str) -> TestVm {
    started.vm(&ALLOW_ALL.replacen('{', &format!(r#"{{"jsRuntime":{javascript},"#), 1)).await
}

/// The lines that a module prints and those of its errors.
async fn module(vm: &TestVm, id: &str, text: &str) -> (u8, String, String) {
    let path = format!("/tmp/{id}.mjs");
    vm.write(&path, text).await;
    let ran = vm.run(id, "node", &[&path]).await;
    (u8::try_from(ran.code).unwrap_or(u8::MAX), ran.stdout, ran.stderr)
}

#[tokio::test]
async fn a_list_of_builtin_modules() {
    let started = sidecar::started().await;
    let vm = vm(&started, r#"{"allowedBuiltins":["node:path","fs"]}"#).await;
    let (code, stdout, stderr) =
        module(&vm, "list", "import { createRequire, builtinModules } from 'node:module';").await;
    assert_eq!((code, &*stdout), (1, ""), "node:module is not in the list");
    assert!(stderr.contains("ERR_UNKNOWN_BUILTIN_MODULE"), "{stderr}");
    let (code, stdout, stderr) = module(
        &vm,
        "tried",
        "import { join } from 'node:path'; import fs from 'fs';
         const tried = async (name) => { try { await import(name); return 'there'; } catch (error) { return error.code; } };
         console.log(join('a', 'b'), typeof fs.readFileSync, await tried('node:fs'), await tried('os'), await tried('node:net'),
           process.getBuiltinModule('os'));",
    )
    .await;
    assert_eq!(
        (code, &*stdout),
        (0, "a/b function there ERR_MODULE_NOT_FOUND ERR_UNKNOWN_BUILTIN_MODULE undefined\n"),
        "{stderr}"
    );
    let script = "const tried = (name) => { try { require(name); return 'there' } catch (error) { return error.code } };
        console.log(tried('path'), tried('os'), tried('node:os'), typeof globalThis.os, typeof globalThis.path)";
    let ran = vm.run("script", "node", &["-e", script]).await;
    assert_eq!(
        (ran.code, &*ran.stdout),
        (0, "there MODULE_NOT_FOUND ERR_UNKNOWN_BUILTIN_MODULE undefined object\n"),
        "{}",
        ran.stderr
    );
    // The programs that it starts are those of the same VM; none may be started here without the module.
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn platforms() {
    let started = sidecar::started().await;
    for (platform, found) in [
        (
            "node",
            "process,Buffer,global,fetch,URL,structuredClone,console,setTimeout,queueMicrotask,Map,WebAssembly\n",
        ),
        (
            "browser",
            "fetch,URL,structuredClone,console,setTimeout,queueMicrotask,Map,WebAssembly\n",
        ),
        ("neutral", "console,setTimeout,queueMicrotask,Map,WebAssembly\n"),
        ("bare", ""),
    ] {
        let vm = vm(&started, &format!(r#"{{"platform":"{platform}"}}"#)).await;
        let (code, stdout, stderr) = module(&vm, "look", LOOK).await;
        assert_eq!((code, &*stdout), (0, found), "{platform}: {stderr}");
        let (_, _, stderr) = module(&vm, "import", "import 'node:fs'").await;
        assert_eq!(stderr.contains("ERR_UNKNOWN_BUILTIN_MODULE"), platform != "node", "{stderr}");
        let ran = vm.run("script", "node", &["-p", "typeof require + typeof module"]).await;
        let given = if platform == "node" { "functionobject" } else { "undefinedundefined" };
        assert!(platform == "bare" || ran.stdout.trim() == given, "{platform}: {ran:?}");
    }
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn what_imports_resolve() {
    let started = sidecar::started().await;
    for (resolution, expected) in [
        ("node", "near package near package"),
        ("relative", "near ERR_MODULE_NOT_FOUND near MODULE_NOT_FOUND"),
        ("none", "ERR_MODULE_NOT_FOUND ERR_MODULE_NOT_FOUND MODULE_NOT_FOUND MODULE_NOT_FOUND"),
    ] {
        let vm = vm(&started, &format!(r#"{{"moduleResolution":"{resolution}"}}"#)).await;
        vm.write("/tmp/node_modules/package/index.js", "module.exports = 'package'").await;
        vm.write("/tmp/near.js", "module.exports = 'near'").await;
        let tried = "const imported = async (name) => { try { return (await import(name)).default } catch (error) { return error.code } };
            const required = (name) => { try { return require(name) } catch (error) { return error.code } };
            (async () => console.log(await imported('./near.js'), await imported('package'), required('./near.js'), required('package')))()";
        vm.write("/tmp/main.cjs", tried).await;
        let ran = vm.run("main", "node", &["/tmp/main.cjs"]).await;
        assert_eq!((ran.code, ran.stdout.trim()), (0, expected), "{resolution}: {}", ran.stderr);
    }
    started.sidecar.close().await.unwrap();
}
