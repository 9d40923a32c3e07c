//! Command-line options: Node's table, its parser, and the values of this process.
//!
//! The table comes from `options.json` and is part of the image; the values are parsed after it
//! resumed, first `NODE_OPTIONS`, then the arguments, by the rules of `src/node_options-inl.h`.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap, VecDeque},
};

use rquickjs::{Array, Ctx, IntoJs, Object, Result, Value};

use super::{
    description::Json,
    realm::{self, Slot},
};

/// Types of options, numbered as `internalBinding('options').types`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    NoOp,
    Engine,
    Boolean,
    Integer,
    Unsigned,
    String,
    HostPort,
    StringList,
}

impl Kind {
    fn of(number: f64) -> Self {
        match number as u32 {
            1 => Kind::Engine,
            2 => Kind::Boolean,
            3 => Kind::Integer,
            4 => Kind::Unsigned,
            5 => Kind::String,
            6 => Kind::HostPort,
            7 => Kind::StringList,
            _ => Kind::NoOp,
        }
    }
}

struct Known {
    kind: Kind,
    allowed_in_environment: bool,
}

/// What an option was set to.
#[derive(Clone, Debug, PartialEq)]
enum Setting {
    Boolean(bool),
    Number(f64),
    String(String),
    List(Vec<String>),
    HostPort(String, f64),
}

#[derive(Default)]
struct Table {
    known: BTreeMap<String, Known>,
    aliases: HashMap<String, Vec<String>>,
    /// Defaults as the library sees them (`getCLIOptionsValues`), in order.
    defaults: Vec<(String, Json)>,
    embedder: Vec<(String, Json)>,
    /// The text behind `getCLIOptionsInfo`, parsed when somebody asks.
    text: Box<str>,
}

thread_local! {
    static TABLE: RefCell<Table> = RefCell::new(Table::default());
    static SET: RefCell<HashMap<String, Setting>> = RefCell::new(HashMap::new());
}

/// `Implies` and `ImpliesNot` of `src/node_options.cc`; these are not in `options.json`.
const IMPLICATIONS: &[(&str, &str, bool)] = &[
    ("--eval", "[has_eval_string]", true),
    ("--env-file", "[has_env_file_string]", true),
    ("--env-file-if-exists", "[has_env_file_string]", true),
    ("--experimental-transform-types", "--experimental-strip-types", true),
    ("--experimental-transform-types", "--enable-source-maps", true),
    ("--inspect-brk", "--inspect", true),
    ("--inspect-brk-node", "--inspect", true),
    ("--inspect-wait", "--inspect", true),
    ("--report-signal", "--report-on-signal", true),
    ("--trace-env-js-stack", "--trace-env", true),
    ("--trace-env-native-stack", "--trace-env", true),
    ("--use-openssl-ca", "[ssl_openssl_cert_store]", true),
    ("--use-bundled-ca", "[ssl_openssl_cert_store]", false),
    ("--watch-path", "--watch", true),
];

/// Options of V8 that mean nothing here and are accepted because programs and scripts pass them.
/// A prefix ends in `*`.
const ENGINE_OPTIONS: &[&str] = &[
    "--allow-natives-syntax",
    "--expose-gc",
    "--gc-global",
    "--gc-interval",
    "--harmony*",
    "--initial-heap-size",
    "--initial-old-space-size",
    "--lite-mode",
    "--max-heap-size",
    "--max-lazy",
    "--max-old-space-size",
    "--max-semi-space-size",
    "--min-semi-space-size",
    "--optimize-for-size",
    "--opt",
    "--predictable",
    "--random-seed",
    "--semi-space-growth-factor",
    "--single-threaded",
    "--sparkplug",
    "--stack-size",
    "--trace-deopt",
    "--trace-gc",
    "--trace-opt",
    "--turbo*",
    "--use-strict",
];

/// Takes the text of `options.json` in.
pub fn load(text: &[u8]) -> std::result::Result<(), serde_json::Error> {
    let json: Json = serde_json::from_slice(text)?;
    let mut table = Table::default();
    for (name, option) in json.get("options").map_or(&[][..], Json::members) {
        let number = |key| option.get(key).and_then(Json::as_f64).unwrap_or(0.0);
        let known = Known {
            kind: Kind::of(number("type")),
            allowed_in_environment: number("envVarSettings") == 0.0,
        };
        table.known.insert(name.to_string(), known);
    }
    for (name, expansion) in json.get("aliases").map_or(&[][..], Json::members) {
        let expansion = expansion.items().iter().filter_map(Json::as_str).map(str::to_owned);
        table.aliases.insert(name.to_string(), expansion.collect());
    }
    let members = |key| {
        json.get(key).map_or(&[][..], Json::members).iter().map(|(k, v)| (k.to_string(), v.clone()))
    };
    table.defaults = members("values").collect();
    table.embedder = members("embedder").collect();
    // AsyncLocalStorage rests on the engine's continuation slot (node-runtime.md §1, 6).
    for (name, value) in &mut table.defaults {
        match name.as_str() {
            "--experimental-async-context-frame" => *value = Json::Bool(true),
            // TypeScript runs without a flag.
            "--experimental-strip-types" => *value = Json::Bool(true),
            "--no-experimental-strip-types" => *value = Json::Bool(false),
            "--no-experimental-async-context-frame" => *value = Json::Bool(false),
            _ => {}
        }
    }
    table.text = String::from_utf8_lossy(text).into_owned().into_boxed_str();
    TABLE.with_borrow_mut(|known| *known = table);
    Ok(())
}

/// What the arguments come to.
pub struct CommandLine {
    /// `process.argv`, the program's name first.
    pub arguments: Vec<String>,
    /// `process.execArgv`
    pub exec_arguments: Vec<String>,
}

/// Parses `NODE_OPTIONS` and the arguments. The error is the message after `node: `; the process
/// then ends with status 9.
pub fn parse(
    arguments: Vec<String>,
    node_options: Option<&str>,
) -> std::result::Result<CommandLine, String> {
    SET.with_borrow_mut(HashMap::clear);
    if let Some(text) = node_options {
        let mut from_environment = VecDeque::from(split_environment(text)?);
        from_environment.push_front(arguments.first().cloned().unwrap_or_default());
        parse_list(&mut from_environment, &mut Vec::new(), true)?;
    }
    let mut arguments = VecDeque::from(arguments);
    let mut exec_arguments = Vec::new();
    parse_list(&mut arguments, &mut exec_arguments, false)?;
    check(&arguments)?;
    Ok(CommandLine { arguments: arguments.into(), exec_arguments })
}

/// `ParseNodeOptionsEnvVar`: spaces separate, double quotes hold together, `\` escapes inside them.
fn split_environment(text: &str) -> std::result::Result<Vec<String>, String> {
    let mut out: Vec<String> = Vec::new();
    let (mut quoted, mut fresh) = (false, true);
    let mut characters = text.chars();
    while let Some(mut character) = characters.next() {
        match character {
            '\\' if quoted => match characters.next() {
                Some(next) => character = next,
                None => return Err("invalid value for NODE_OPTIONS (invalid escape)\n".to_owned()),
            },
            ' ' if !quoted => {
                fresh = true;
                continue;
            }
            '"' => {
                quoted = !quoted;
                continue;
            }
            _ => {}
        }
        match out.last_mut() {
            Some(last) if !fresh => last.push(character),
            _ => out.push(character.to_string()),
        }
        fresh = false;
    }
    if quoted {
        return Err("invalid value for NODE_OPTIONS (unterminated string)\n".to_owned());
    }
    Ok(out)
}

/// The arguments that aliases expanded to come before those that were given.
struct Pending<'a> {
    given: &'a mut VecDeque<String>,
    synthetic: VecDeque<String>,
    executed: &'a mut Vec<String>,
}

impl Pending<'_> {
    fn first(&self) -> Option<&str> {
        // The first of those given is the name of the program.
        self.synthetic.front().or_else(|| self.given.get(1)).map(String::as_str)
    }

    fn pop(&mut self) -> Option<String> {
        if let Some(argument) = self.synthetic.pop_front() {
            return Some(argument);
        }
        let argument = self.given.remove(1)?;
        if argument != "--" {
            self.executed.push(argument.clone());
        }
        Some(argument)
    }
}

fn parse_list(
    given: &mut VecDeque<String>,
    executed: &mut Vec<String>,
    from_environment: bool,
) -> std::result::Result<(), String> {
    let mut pending = Pending { given, synthetic: VecDeque::new(), executed };
    while pending.first().is_some_and(|first| first.len() > 1 && first.starts_with('-')) {
        let Some(argument) = pending.pop() else { break };
        if argument == "--" {
            if from_environment {
                return Err("-- is not allowed in NODE_OPTIONS".to_owned());
            }
            break;
        }
        TABLE.with_borrow(|table| parse_one(table, &mut pending, &argument, from_environment))?;
    }
    Ok(())
}

fn parse_one(
    table: &Table,
    pending: &mut Pending<'_>,
    argument: &str,
    from_environment: bool,
) -> std::result::Result<(), String> {
    // Only options that start with two dashes may be given as --foo=bar.
    let equals = if argument.starts_with("--") { argument.find('=') } else { None };
    let given_name = &argument[..equals.unwrap_or(argument.len())];
    let original = if equals.is_some() { format!("{given_name}=") } else { given_name.to_owned() };
    let mut name = String::with_capacity(given_name.len());
    for (index, character) in given_name.char_indices() {
        name.push(if index >= 2 && character == '_' { '-' } else { character });
    }
    let negated = name.starts_with("--no-");
    if negated {
        name.replace_range(2..5, "");
    }
    expand(table, pending, &mut name, equals.is_some());

    let known = table.known.get(&name);
    if from_environment && known.is_none_or(|known| !known.allowed_in_environment) {
        return Err(format!("{original} is not allowed in NODE_OPTIONS"));
    }
    let implied = if negated { format!("--no-{}", &name[2..]) } else { name.clone() };
    for (from, to, value) in IMPLICATIONS {
        if *from == implied {
            set(to, Setting::Boolean(*value));
        }
    }
    let Some(known) = known else {
        return engine_option(argument, &name);
    };
    if negated && !matches!(known.kind, Kind::Boolean | Kind::Engine) {
        return Err(format!(
            "{argument} is an invalid negation because it is not a boolean option"
        ));
    }
    let mut value = String::new();
    if !matches!(known.kind, Kind::Boolean | Kind::NoOp | Kind::Engine) {
        let missing = || format!("{original} requires an argument");
        match equals {
            Some(equals) => value = argument[equals + 1..].to_owned(),
            None => {
                value = pending.pop().ok_or_else(missing)?;
                if value.starts_with('-') {
                    return Err(missing());
                }
                if value.len() > 2 && value.starts_with("\\-") {
                    value.remove(0);
                }
            }
        }
        if equals.is_some() && value.is_empty() {
            return Err(missing());
        }
    }
    match known.kind {
        Kind::Boolean => set(&name, Setting::Boolean(!negated)),
        Kind::Integer | Kind::Unsigned => set(&name, Setting::Number(leading_number(&value))),
        Kind::String => set(&name, Setting::String(value)),
        Kind::StringList => append(&name, value),
        Kind::HostPort => {
            let (host, port) = value.rsplit_once(':').unwrap_or(("127.0.0.1", &value));
            set(&name, Setting::HostPort(host.to_owned(), leading_number(port)));
        }
        Kind::Engine => set(&name, Setting::Boolean(!negated)),
        Kind::NoOp => {}
    }
    Ok(())
}

fn expand(table: &Table, pending: &mut Pending<'_>, name: &mut String, has_value: bool) {
    loop {
        let followed =
            pending.first().is_some_and(|next| !next.is_empty() && !next.starts_with('-'));
        let expansion = table
            .aliases
            .get(name.as_str())
            .or_else(|| has_value.then(|| table.aliases.get(&format!("{name}=")))?)
            .or_else(|| followed.then(|| table.aliases.get(&format!("{name} <arg>")))?);
        let Some((first, others)) = expansion.and_then(|expansion| expansion.split_first()) else {
            return;
        };
        for other in others.iter().rev() {
            pending.synthetic.push_front(other.clone());
        }
        let same = name == first;
        first.clone_into(name);
        if same {
            return;
        }
    }
}

fn engine_option(argument: &str, name: &str) -> std::result::Result<(), String> {
    let known = ENGINE_OPTIONS.iter().any(|option| match option.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => *option == name,
    });
    if known {
        let value =
            argument.split_once('=').map(|(_, value)| Setting::Number(leading_number(value)));
        set(name, value.unwrap_or(Setting::Boolean(true)));
        return Ok(());
    }
    Err(format!("bad option: {argument}"))
}

/// C's `strtoll`: the digits at the start, 0 without any.
fn leading_number(text: &str) -> f64 {
    let text = text.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    sign * digits[..end].parse::<f64>().unwrap_or(0.0)
}

fn set(name: &str, setting: Setting) {
    SET.with_borrow_mut(|known| known.insert(name.to_owned(), setting));
}

fn append(name: &str, value: String) {
    SET.with_borrow_mut(|known| {
        let list = known.entry(name.to_owned()).or_insert_with(|| Setting::List(Vec::new()));
        if let Setting::List(list) = list {
            list.push(value);
        }
    });
}

/// `EnvironmentOptions::CheckOptions`
fn check(arguments: &VecDeque<String>) -> std::result::Result<(), String> {
    let one_of = |option: &str, allowed: &[&str], message: &str| {
        let value = string(option);
        if value.is_empty() || allowed.contains(&value.as_str()) {
            return Ok(());
        }
        Err(message.to_owned())
    };
    let exclusive = |a: &str, b: &str, message: &str| {
        if is_set(a) && is_set(b) { Err(message.to_owned()) } else { Ok(()) }
    };
    one_of(
        "--input-type",
        &["commonjs", "module", "commonjs-typescript", "module-typescript"],
        "--input-type must be \"module\",\"commonjs\", \"module-typescript\" or \
         \"commonjs-typescript\"",
    )?;
    one_of(
        "--experimental-default-type",
        &["commonjs", "module"],
        "--experimental-default-type must be \"module\" or \"commonjs\"",
    )?;
    exclusive("--check", "[has_eval_string]", "either --check or --eval can be used, not both")?;
    one_of(
        "--unhandled-rejections",
        &["warn-with-error-code", "throw", "strict", "warn", "none"],
        "invalid value for --unhandled-rejections",
    )?;
    one_of("--disable-proto", &["delete", "throw"], "invalid mode passed to --disable-proto")?;
    exclusive("--test", "--check", "either --test or --check can be used, not both")?;
    exclusive("--test", "[has_eval_string]", "either --test or --eval can be used, not both")?;
    exclusive("--watch", "--check", "either --watch or --check can be used, not both")?;
    exclusive("--watch", "[has_eval_string]", "either --watch or --eval can be used, not both")?;
    if is_set("--watch") && !is_set("--test") && arguments.len() < 2 {
        return Err("--watch requires specifying a file".to_owned());
    }
    Ok(())
}

/// Whether an argument is an option of ours or V8's, or no option at all.
pub fn is_known(argument: &str) -> bool {
    let name = argument.split('=').next().unwrap_or_default().replace('_', "-");
    let positive = name.strip_prefix("--no-").map_or(name.clone(), |rest| format!("--{rest}"));
    let is_engine = ENGINE_OPTIONS.iter().any(|option| match option.strip_suffix('*') {
        Some(prefix) => positive.starts_with(prefix),
        None => *option == positive,
    });
    let is_ours = TABLE.with_borrow(|table| {
        let named = |map: &HashMap<String, Vec<String>>| {
            map.contains_key(&positive) || map.contains_key(&format!("{positive} <arg>"))
        };
        table.known.contains_key(&positive) || named(&table.aliases)
    });
    !name.starts_with('-') || is_engine || is_ours
}

/// Whether a boolean option is on.
pub fn is_set(name: &str) -> bool {
    let set = SET.with_borrow(|known| match known.get(name) {
        Some(Setting::Boolean(value)) => Some(*value),
        _ => None,
    });
    set.unwrap_or_else(|| default(name).as_ref().and_then(Json::as_bool).unwrap_or(false))
}

/// The value of a string option, empty when it was not given.
pub fn string(name: &str) -> String {
    SET.with_borrow(|known| match known.get(name) {
        Some(Setting::String(value)) => value.clone(),
        _ => String::new(),
    })
}

/// Whether the option was given at all.
pub fn was_given(name: &str) -> bool {
    SET.with_borrow(|known| known.contains_key(name))
}

/// The value of a number option.
pub fn number(name: &str) -> f64 {
    let set = SET.with_borrow(|known| match known.get(name) {
        Some(Setting::Number(value)) => Some(*value),
        _ => None,
    });
    set.unwrap_or_else(|| default(name).as_ref().and_then(Json::as_f64).unwrap_or(0.0))
}

/// Switches a boolean option on, as an environment variable may.
pub fn switch_on(name: &str) {
    set(name, Setting::Boolean(true));
}

fn default(name: &str) -> Option<Json> {
    TABLE.with_borrow(|table| {
        table.defaults.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    })
}

/// The object of default values. Made before the freeze point: 284 properties are not free.
pub fn values<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    let values = Object::new_proto(ctx.clone(), None)?;
    let defaults = TABLE.with_borrow(|table| table.defaults.clone());
    for (name, value) in &defaults {
        values.set(name.as_str(), super::defaults::make(ctx, value, name)?)?;
    }
    realm::set(ctx, Slot::OptionValues, &values);
    Ok(values)
}

/// `getCLIOptionsValues()`: the defaults with what was given over them.
pub fn current_values<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    let values = match realm::object(ctx, Slot::OptionValues) {
        Some(values) => values,
        None => values(ctx)?,
    };
    let set: Vec<(String, Setting)> = SET
        .with_borrow(|set| set.iter().map(|(name, value)| (name.clone(), value.clone())).collect());
    for (name, setting) in set {
        if let Setting::Boolean(value) = setting
            && let Some(positive) = name.strip_prefix("--")
        {
            let negative = format!("--no-{positive}");
            if values.contains_key(&negative)? {
                values.set(negative, !value)?;
            }
        }
        values.set(name, setting.into_value(ctx)?)?;
    }
    Ok(values)
}

impl Setting {
    fn into_value<'js>(self, ctx: &Ctx<'js>) -> Result<Value<'js>> {
        match self {
            Setting::Boolean(value) => Ok(Value::new_bool(ctx.clone(), value)),
            Setting::Number(value) => Ok(Value::new_number(ctx.clone(), value)),
            Setting::String(value) => value.into_js(ctx),
            Setting::List(items) => items.into_js(ctx),
            Setting::HostPort(host, port) => {
                let object = Object::new(ctx.clone())?;
                object.set("host", host)?;
                object.set("port", Value::new_number(ctx.clone(), port))?;
                Ok(object.into_value())
            }
        }
    }
}

/// `getCLIOptionsInfo()`: two Maps.
pub fn information<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    let text = TABLE.with_borrow(|table| table.text.clone());
    let json: Json = serde_json::from_str(&text).unwrap_or(Json::Null);
    let information = Object::new(ctx.clone())?;
    for key in ["options", "aliases"] {
        let entries = Array::new(ctx.clone())?;
        for (index, (name, value)) in
            json.get(key).map_or(&[][..], Json::members).iter().enumerate()
        {
            let value = super::defaults::make(ctx, value, name)?;
            entries.set(index, vec![(&**name).into_js(ctx)?, value])?;
        }
        let map: rquickjs::Constructor<'js> = ctx.globals().get("Map")?;
        information.set(key, map.construct::<_, Value<'js>>((entries,))?)?;
    }
    Ok(information)
}

/// `getEmbedderOptions()`
pub fn embedder<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    let options = Object::new_proto(ctx.clone(), None)?;
    let embedder = TABLE.with_borrow(|table| table.embedder.clone());
    for (name, value) in &embedder {
        options.set(name.as_str(), super::defaults::make(ctx, value, name)?)?;
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::{is_set, load, parse, split_environment, string};

    const TABLE: &[u8] = br#"{
        "options": {
            "--eval": {"type": 5, "envVarSettings": 1},
            "--print": {"type": 2, "envVarSettings": 1},
            "--require": {"type": 7, "envVarSettings": 0},
            "--warnings": {"type": 2, "envVarSettings": 0},
            "[has_eval_string]": {"type": 2, "envVarSettings": 1}
        },
        "aliases": {
            "-p": ["--print"], "-e": ["--eval"], "-pe": ["--print", "--eval"],
            "--print <arg>": ["-pe"], "-r": ["--require"]
        },
        "values": {"--warnings": true, "--no-warnings": false},
        "embedder": {}
    }"#;

    fn arguments(list: &[&str]) -> Vec<String> {
        list.iter().map(|argument| (*argument).to_owned()).collect()
    }

    #[test]
    fn an_alias_with_an_argument_takes_it() {
        load(TABLE).expect("the table is well-formed");
        let line = parse(arguments(&["node", "-p", "1+1", "a"]), None).expect("valid");
        assert_eq!(string("--eval"), "1+1");
        assert!(is_set("--print") && is_set("[has_eval_string]"));
        assert_eq!(line.arguments, ["node", "a"]);
        assert_eq!(line.exec_arguments, ["-p", "1+1"]);
    }

    #[test]
    fn messages_are_those_of_node() {
        load(TABLE).expect("the table is well-formed");
        let message = |list: &[&str]| parse(arguments(list), None).err().unwrap_or_default();
        assert_eq!(message(&["node", "--bad"]), "bad option: --bad");
        assert_eq!(message(&["node", "-r"]), "-r requires an argument");
        assert_eq!(message(&["node", "--require="]), "--require= requires an argument");
        assert_eq!(
            message(&["node", "--no-eval", "x"]),
            "--no-eval is an invalid negation because it is not a boolean option"
        );
        let from_environment = parse(arguments(&["node"]), Some("--eval=1")).err();
        assert_eq!(from_environment.as_deref(), Some("--eval= is not allowed in NODE_OPTIONS"));
    }

    #[test]
    fn what_follows_two_dashes_belongs_to_the_program() {
        load(TABLE).expect("the table is well-formed");
        let line = parse(arguments(&["node", "--no_warnings", "--", "-x"]), None).expect("valid");
        assert!(!is_set("--warnings"));
        assert_eq!(line.arguments, ["node", "-x"]);
        assert_eq!(line.exec_arguments, ["--no_warnings"]);
    }

    #[test]
    fn quotes_hold_the_environment_together() {
        let split = split_environment(r#"--a "b c" d\e "f\"g""#).expect("valid");
        assert_eq!(split, ["--a", "b c", "d\\e", "f\"g"]);
        assert!(split_environment("\"open").is_err());
    }
}
