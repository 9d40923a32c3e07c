//! What is a script and what is not.

use proptest::prelude::*;

use super::tree::{Kind, List};
use super::{Parser, SyntaxError};

fn parse(text: &str) -> Result<List, SyntaxError> {
    let mut parser = Parser::new(text, 1, true);
    let mut list = Vec::new();
    while let Some(mut command) = parser.next_command()? {
        list.append(&mut command);
    }
    Ok(list)
}

#[test]
fn scripts() {
    for (script, commands) in [
        ("echo a; echo b & echo c", 3),
        ("a && b || c", 1),
        ("if a; then b; elif c; then d; else e; fi", 1),
        ("for x in 1 2; do echo $x; done; while a; do b; done", 2),
        ("case x in (a|b) c;; *) d;& e) ;; esac", 1),
        ("f() { a; }; function g { b; }", 2),
        ("cat <<A <<-'B'\nx $(y)\nA\n\tz\n\tB\necho", 2),
        ("echo $(case a in a) echo b;; esac) `echo \\`c\\``", 1),
        ("[[ -f a && ( $b == c* || d =~ (e|f)+ ) ]]; (( a + (b) ))", 2),
        ("a=(1 2 [5]=x) b[2]+=y cmd >f 2>&1 <<<z", 1),
        ("echo ${x:-${y#*/}} \"${z//a/\"b\"}\" $((1 + (2)))", 1),
        ("echo ${#x} ${#} ${##} ${!x} ${!p*} ${a[@]:1:2} ${x@Q}", 1),
        ("{ a; } 2>/dev/null | ( b; ) |& c", 1),
        ("echo a # comment\n\n# other\necho b", 2),
        ("diff <(a) <(b) > >(c)", 1),
        ("! time -p a | b", 1),
        ("for ((i = 0; i < 3; i++)) { a; }", 1),
        ("$((1)) $( (a) ) $((a); b)", 1),
        ("echo {a,b} @(a|b) a\\\nb", 1),
    ] {
        match parse(script) {
            Ok(list) => assert_eq!(list.len(), commands, "{script}"),
            Err(error) => panic!("{script}: {error:?}"),
        }
    }
}

#[test]
fn what_is_no_script() {
    for script in [
        "a )",
        "if",
        "fi",
        "a ;; b",
        "| a",
        "a &&& b",
        "for 1 in a; do b; done",
        "${a b}",
        "f( {",
        "case x in",
    ] {
        assert!(parse(script).is_err(), "{script}");
    }
    for script in [
        "echo 'a",
        "echo \"a",
        "if a; then",
        "cat <<A\nb",
        "a &&",
        "echo $(",
        "f() {",
        "echo ${a",
        "[[ a",
    ] {
        let mut parser = Parser::new(script, 1, false);
        let answer = std::iter::from_fn(|| parser.next_command().transpose()).last();
        assert!(
            matches!(answer, Some(Err(SyntaxError::Incomplete { .. }))),
            "{script}: {answer:?}"
        );
    }
}

#[test]
fn deep_nesting_is_refused() {
    for open in ["(", "{ ", "$(", "${a:-", "\"$(", "if ", "[[ ( ", "a=$((", "! ! ( "] {
        let script = open.repeat(100_000);
        assert!(parse(&script).is_err(), "{open}");
    }
}

#[test]
fn aliases_are_replaced_once() {
    let mut parser = Parser::new("l a; l l", 1, true);
    let aliases = [("l".to_string(), "l -l ".to_string())].into();
    parser.set_aliases(&std::rc::Rc::new(aliases));
    let list = parser.next_command().unwrap().unwrap();
    let words = |index: usize| match &list[index].and_or.first.commands[0].command.kind {
        Kind::Simple(simple) => simple.words.len(),
        _ => 0,
    };
    assert_eq!((words(0), words(1)), (3, 4));
}

proptest! {
    #[test]
    fn fuzz_any_text_is_answered(text in "\\PC{0,60}") {
        let _ = parse(&text);
    }

    #[test]
    fn fuzz_any_mixture_is_answered(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "if ", "then ", "fi", "for x in ", "do ", "done", "case x in ", "esac", "(", ")", "{ ", "}",
                "[[ ", " ]]", "((", "))", "$(", "${", "`", "'", "\"", "\\", "<<A\n", "\nA\n", ";", ";;", "&",
                "&&", "|", "||", "\n", " ", "a", "=", "x[", "]", "<(", ">", "2>&1", "#", "!", "$", "*", "@(",
            ]),
            0..24,
        ),
    ) {
        let text: String = pieces.concat();
        let _ = parse(&text);
        let mut parser = Parser::new(&text, 1, false);
        while let Ok(Some(_)) = parser.next_command() {}
    }
}
