//! The magic comment `//# sourceMappingURL=`.

use kernelet_quickjs::strings;
use rquickjs::{Ctx, Result, Value};

/// Its value as JavaScript sees it: a string or `undefined`.
pub fn value<'js>(ctx: &Ctx<'js>, source: &str) -> Result<Value<'js>> {
    match url(source) {
        Some(url) => Ok(strings::from_str(ctx, url)?.into_value()),
        None => Ok(Value::new_undefined(ctx.clone())),
    }
}

/// The value of the last such comment. A line that has quotes after it is a string of the program.
pub fn url(source: &str) -> Option<&str> {
    const NAME: &str = "sourceMappingURL=";
    let mut end = source.len();
    while let Some(at) = source[..end].rfind(NAME) {
        let is_comment = ["//# ", "//@ "].iter().any(|start| source[..at].ends_with(start));
        let line = source[at + NAME.len()..].lines().next().unwrap_or_default().trim_end();
        if is_comment && !line.is_empty() && !line.contains(['"', '\'', '`', ' ', '\t']) {
            return Some(line);
        }
        end = at;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::url;

    #[test]
    fn last_comment_counts() {
        assert_eq!(url("1\n//# sourceMappingURL=abc.map"), Some("abc.map"));
        assert_eq!(url("//@ sourceMappingURL=a\n//# sourceMappingURL=b\n"), Some("b"));
        assert_eq!(url("x = '//# sourceMappingURL=' + y"), None);
        assert_eq!(url("// sourceMappingURL=b"), None);
        assert_eq!(url(""), None);
    }
}
