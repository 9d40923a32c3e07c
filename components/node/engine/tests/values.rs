//! Strings, bytes, symbols, introspection.

mod support;

use kernelet_quickjs::{
    bytes::{self, BytesKind},
    introspect::{self, Kind, PromiseState, PropertyFilter},
    rquickjs::{Object, Value},
    strings::{self, StringView},
    symbols,
};
use support::{show, text, with};

#[test]
fn view_shows_latin1_utf16_and_ropes() {
    with(|ctx| {
        let latin: Value = ctx.eval("'ab\\xff'").unwrap();
        strings::with_view(&latin, |view| assert_eq!(view, StringView::Latin1(b"ab\xff"))).unwrap();
        let wide: Value = ctx.eval("'a\\u{1F600}'").unwrap();
        strings::with_view(&wide, |view| {
            assert_eq!(view, StringView::Utf16(&[0x61, 0xd83d, 0xde00]));
        })
        .unwrap();
        let rope: Value =
            ctx.eval("let r = 'x'.repeat(9000); for (let i = 0; i < 50; i++) r += r.slice(0, 9000) + i; r").unwrap();
        let length = strings::with_view(&rope, |view| view.len()).unwrap();
        assert_eq!(length, 9000 * 51 + 90);
        assert!(strings::with_view(&Value::new_int(ctx.clone(), 1), |_| ()).is_err());
    });
}

#[test]
fn utf8_conversions_follow_whatwg() {
    with(|ctx| {
        // The examples of the Encoding standard: one U+FFFD per maximal subpart.
        for (input, expected) in [
            (&b"\xf0\x9f\x98\x80"[..], "\u{1F600}"),
            (b"a\xffb", "a\u{fffd}b"),
            (b"\xf0\x9f\x98", "\u{fffd}"),
            (b"\xe2\x82\xe2\x82\xac", "\u{fffd}\u{20ac}"),
            (b"\xc0\x80", "\u{fffd}\u{fffd}"),
            (b"\xed\xa0\x80", "\u{fffd}\u{fffd}\u{fffd}"),
            (b"\xc3\xa9", "\u{e9}"),
        ] {
            let decoded = strings::from_utf8_lossy(&ctx, input).unwrap();
            assert_eq!(text(decoded.as_value()), expected);
        }
        assert!(strings::from_utf8_strict(&ctx, b"\xff").unwrap().is_none());
        assert!(strings::from_utf8_strict(&ctx, b"ok").unwrap().is_some());
        let lone: Value = ctx.eval("'a\\ud800b\\udc00'").unwrap();
        assert_eq!(strings::to_utf8(&lone).unwrap(), "a\u{fffd}b\u{fffd}");
        assert_eq!(strings::utf8_length(&lone).unwrap(), 8);
        let kept = strings::from_utf16(&ctx, &[0xd800, 0x61]).unwrap();
        strings::with_view(kept.as_value(), |view| {
            assert_eq!(view, StringView::Utf16(&[0xd800, 0x61]));
        })
        .unwrap();
        let mut target = [0; 4];
        let wide: Value = ctx.eval("'a\\u20ac\\u{1F600}'").unwrap();
        let (read, written) =
            strings::with_view(&wide, |view| view.write_utf8_into(&mut target)).unwrap();
        assert_eq!((read, written), (2, 4));
    });
}

#[test]
fn bytes_of_every_kind_of_buffer() {
    with(|ctx| {
        for (source, kind, expected) in [
            ("new Uint8Array([1,2,3]).buffer", BytesKind::ArrayBuffer, &[1, 2, 3][..]),
            ("new Uint8Array([1,2,3]).subarray(1)", BytesKind::TypedArray, &[2, 3]),
            ("new DataView(new Uint8Array([1,2,3]).buffer, 1, 1)", BytesKind::DataView, &[2]),
            ("new Uint16Array([258])", BytesKind::TypedArray, &[2, 1]),
            ("new SharedArrayBuffer(2)", BytesKind::SharedArrayBuffer, &[0, 0]),
        ] {
            let value: Value = ctx.eval(source).unwrap();
            let found = bytes::bytes_of(&value).expect(source);
            assert_eq!(found.kind(), kind, "{source}");
            assert_eq!(found.to_vec(), expected, "{source}");
        }
        assert!(bytes::bytes_of(&ctx.eval("[1]").unwrap()).is_none());
    });
}

#[test]
fn bytes_follow_resize_and_detach() {
    with(|ctx| {
        let value: Value = ctx
            .eval("var b = new ArrayBuffer(4, { maxByteLength: 8 }); var v = new Uint8Array(b); v")
            .unwrap();
        let found = bytes::bytes_of(&value).unwrap();
        assert_eq!(found.len(), 4);
        show(&ctx, "b.resize(6); v[5] = 7; ''");
        assert_eq!(found.to_vec(), [0, 0, 0, 0, 0, 7]);
        let fixed = bytes::bytes_of(&ctx.eval("new Uint8Array(b, 4, 2)").unwrap()).unwrap();
        assert_eq!((fixed.len(), fixed.byte_offset()), (2, 4));
        show(&ctx, "b.resize(5); ''");
        assert_eq!(fixed.len(), 0, "out of bounds");
        let buffer: Value = ctx.eval("b").unwrap();
        bytes::detach(&buffer);
        assert!(bytes::is_detached(&buffer));
        assert_eq!((found.len(), fixed.len()), (0, 0));
    });
}

#[test]
fn vectors_become_buffers_without_copying() {
    with(|ctx| {
        let data = vec![9_u8; 1000];
        let address = data.as_ptr();
        let array = bytes::uint8_array(&ctx, data).unwrap();
        let found = bytes::bytes_of(array.as_value()).unwrap();
        found.with_slice(|slice| assert_eq!(slice.as_ptr(), address));
        found.with_slice_mut(|slice| slice[0] = 1);
        assert_eq!(found.copy_from(998, &[5, 6, 7]), 2);
        ctx.globals().set("array", array).unwrap();
        assert_eq!(show(&ctx, "[array[0], array[999], array.length].join()"), "1,6,1000");
        assert_eq!(
            show(&ctx, "var t = array.buffer.transfer(2000); t.byteLength + ':' + array.length"),
            "2000:0"
        );
        let empty = bytes::array_buffer(&ctx, Vec::new()).unwrap();
        assert!(bytes::bytes_of(empty.as_value()).unwrap().is_empty());
    });
}

#[test]
fn kinds() {
    with(|ctx| {
        for (source, kind) in [
            ("1", Kind::Primitive),
            ("({})", Kind::Object),
            ("[]", Kind::Array),
            ("new TypeError", Kind::Error),
            ("Object(1n)", Kind::BoxedBigInt),
            ("Object(Symbol())", Kind::BoxedSymbol),
            ("(function(){ return arguments })()", Kind::Arguments),
            ("(function(a){ 'use strict'; return arguments })()", Kind::Arguments),
            ("new Date", Kind::Date),
            ("/x/", Kind::RegExp),
            ("class A {}; A", Kind::Function),
            ("(() => 1).bind()", Kind::Function),
            ("Array.prototype.map", Kind::Function),
            ("(async () => 1)", Kind::AsyncFunction),
            ("(function*(){})", Kind::GeneratorFunction),
            ("(async function*(){})", Kind::AsyncGeneratorFunction),
            ("(function*(){})()", Kind::GeneratorObject),
            ("(async function*(){})()", Kind::AsyncGeneratorObject),
            ("new Map", Kind::Map),
            ("new Map().entries()", Kind::MapIterator),
            ("new Set().values()", Kind::SetIterator),
            ("new WeakMap", Kind::WeakMap),
            ("new WeakSet", Kind::WeakSet),
            ("new WeakRef({})", Kind::WeakRef),
            ("new Proxy([], {})", Kind::Proxy),
            ("new Proxy(() => 1, {})", Kind::Proxy),
            ("Promise.resolve()", Kind::Promise),
            ("new Float16Array(1)", Kind::Float16Array),
            ("new BigUint64Array(1)", Kind::BigUint64Array),
            ("new DataView(new ArrayBuffer(1))", Kind::DataView),
            ("new SharedArrayBuffer(1)", Kind::SharedArrayBuffer),
        ] {
            assert_eq!(introspect::kind(&ctx.eval(source).unwrap()), kind, "{source}");
        }
    });
}

#[test]
fn promise_and_proxy_details() {
    with(|ctx| {
        let details = |source: &str| introspect::promise_details(&ctx.eval(source).unwrap());
        assert!(matches!(details("new Promise(() => {})"), Some((PromiseState::Pending, None))));
        let (state, value) = details("Promise.resolve(5)").unwrap();
        assert_eq!((state, text(&value.unwrap())), (PromiseState::Fulfilled, "5".to_owned()));
        let (state, value) = details("Promise.reject('no')").unwrap();
        assert_eq!((state, text(&value.unwrap())), (PromiseState::Rejected, "no".to_owned()));
        assert!(details("1").is_none());
        let (target, handler) =
            introspect::proxy_details(&ctx.eval("new Proxy([1, 2], { get: 1 })").unwrap()).unwrap();
        assert_eq!(text(&target), "1,2");
        assert!(handler.is_object());
        let revoked: Value =
            ctx.eval("var p = Proxy.revocable({}, {}); p.revoke(); p.proxy").unwrap();
        let (target, handler) = introspect::proxy_details(&revoked).unwrap();
        assert!(target.is_null() && handler.is_null());
    });
}

#[test]
fn previews() {
    with(|ctx| {
        for (source, keyed, expected) in [
            ("new Map([[1, 2], [3, 4]])", true, "1,2,3,4"),
            ("new Set([1, 2])", false, "1,2"),
            ("var i = new Map([[1, 2], [3, 4]]).entries(); i.next(); i", true, "3,4"),
            ("new Map([[1, 2], [3, 4]]).keys()", false, "1,3"),
            ("new Map([[1, 2], [3, 4]]).values()", false, "2,4"),
            ("var i = new Set([5, 6]).entries(); i", true, "5,5,6,6"),
            ("var i = new Set([5]).values(); i.next(); i.next(); i", false, ""),
            ("var k = [1]; new WeakMap([[k, 2]])", true, "1,2"),
            ("new WeakSet([k])", false, "1"),
        ] {
            let preview = introspect::preview_entries(&ctx.eval(source).unwrap()).unwrap().unwrap();
            assert_eq!(preview.is_key_value, keyed, "{source}");
            assert_eq!(text(preview.entries.as_value()), expected, "{source}");
        }
        assert!(introspect::preview_entries(&ctx.eval("[]").unwrap()).unwrap().is_none());
    });
}

#[test]
fn own_properties_constructor_names_positions() {
    with(|ctx| {
        let value: Value = ctx
            .eval("var o = [1, 2]; o.x = 1; Object.defineProperty(o, 'y', { value: 2 }); o[Symbol('s')] = 3; o")
            .unwrap();
        let all = introspect::own_non_index_properties(&value, PropertyFilter::All).unwrap();
        assert_eq!(all.len(), 4, "length, x, y, symbol");
        let enumerable =
            introspect::own_non_index_properties(&value, PropertyFilter::OnlyEnumerable).unwrap();
        assert_eq!(enumerable.len(), 2, "x, symbol");
        for (source, name) in [
            ("new (class Foo {})", "Foo"),
            ("Object.create(null)", "Object"),
            ("Object.create(new (class Bar {}))", "Bar"),
            ("new Map", "Map"),
            ("new Proxy({}, { get() { throw 1 } })", "Object"),
        ] {
            let found = introspect::constructor_name(&ctx.eval(source).unwrap()).unwrap();
            assert_eq!(text(found.as_value()), name, "{source}");
        }
        let position =
            introspect::function_position(&ctx.eval("\n  (function f() {})").unwrap()).unwrap();
        assert_eq!(position.unwrap().line, 2);
        assert!(introspect::function_position(&ctx.eval("Math.max").unwrap()).unwrap().is_none());
    });
}

#[test]
fn private_symbols_do_not_show() {
    with(|ctx| {
        let symbol = symbols::private_symbol(&ctx, "12").unwrap();
        let object = Object::new(ctx.clone()).unwrap();
        ctx.globals().set("o", object).unwrap();
        ctx.globals().set("s", symbol).unwrap();
        let shown = show(
            &ctx,
            "o[s] = 5; o.x = 1; \
             [o[s], Reflect.ownKeys(o), Object.keys({ ...o }), JSON.stringify(o), s in o].join()",
        );
        assert_eq!(shown, "5,x,x,{\"x\":1},true");
    });
}
