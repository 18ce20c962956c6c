//! The one way to declare what is sent, and what is kept of it.

/// Declares a part of a body or of a record: a struct that is read strictly, with every mistake at once, and whose schema in the
/// OpenAPI document is closed and bounded as it is read.
///
/// ```text
/// part! {
///     /// What it is: its description in the document.
///     sent Name {                          // without `sent` it is also kept: serde writes and reads it
///         must { a: A, }                   // a: A              missing or null is a mistake
///         must many { b: B, }              // b: List<B>        must be said, may be []
///         must many at most 9 { c: C, }    // c: List<C, 9>
///         or { d: D = value, }             // d: D              absent is the value
///         may { e: E, }                    // e: Option<E>      absent or null is None
///         change { f: F, }                 // f: Change<F>      absent keeps, null clears
///         many { g: G, }                   // g: List<G>        absent or null is unsaid, [] says none
///         many at most 9 { h: H, }         // h: List<H, 9>
///     }
/// }
/// ```
/// Every group may be left out; they stand in this order, `at most` as often as there are bounds. `or` and `change` are for what is
/// only sent: what is kept says whatever it says. Structs and fields take doc lines and `#[schema(…)]`, structs further derives. An
/// example goes to the struct, `#[schema(example = json!({ … }))]`: utoipa drops that of a field whose type has a name.
/// A list without a bound of its own has at most [`crate::draft::LONGEST_LIST`]. The type of a field is bounded by itself: a text of
/// [`crate::text`], a number of [`crate::numbers!`], a word, an id, a day, another part; `tests/api/document.rs` looks.
///
/// Old records are read with what they lack left out, so a new field of what is kept is always `may` or `many`.
#[macro_export]
macro_rules! part {
    (
        $(#[$meta:meta])*
        sent $name:ident {
            $(must { $($(#[$must_meta:meta])* $must:ident: $must_type:ty,)+ })?
            $(must many { $($(#[$each_meta:meta])* $each:ident: $each_type:ty,)+ })?
            $(must many at most $each_most:tt { $($(#[$few_meta:meta])* $few:ident: $few_type:ty,)+ })*
            $(or { $($(#[$or_meta:meta])* $or:ident: $or_type:ty = $default:expr,)+ })?
            $(may { $($(#[$may_meta:meta])* $may:ident: $may_type:ty,)+ })?
            $(change { $($(#[$change_meta:meta])* $change:ident: $change_type:ty,)+ })?
            $(many { $($(#[$many_meta:meta])* $many:ident: $many_type:ty,)+ })?
            $(many at most $most:tt { $($(#[$some_meta:meta])* $some:ident: $some_type:ty,)+ })*
        }
    ) => {
        #[derive(Clone, Debug, PartialEq, Eq, deserr::Deserr, utoipa::ToSchema)]
        $(#[$meta])*
        // utoipa reads serde's attribute, and closes the schema by it.
        #[serde(deny_unknown_fields)]
        #[deserr(deny_unknown_fields)]
        pub struct $name {
            $($(
                $(#[$must_meta])*
                pub $must: $must_type,
            )+)?
            $($(
                $(#[$each_meta])*
                // LONGEST_LIST, as the test below asks: utoipa takes no constant.
                #[schema(value_type = Vec<$each_type>, max_items = 500)]
                pub $each: $crate::draft::List<$each_type>,
            )+)?
            $($(
                $(#[$few_meta])*
                #[schema(value_type = Vec<$few_type>, max_items = $each_most)]
                pub $few: $crate::draft::List<$few_type, $each_most>,
            )+)*
            $($(
                $(#[$or_meta])*
                #[deserr(default = $default)]
                #[schema(required = false, default = json!($default))]
                pub $or: $or_type,
            )+)?
            $($(
                $(#[$may_meta])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                #[deserr(default)]
                pub $may: Option<$may_type>,
            )+)?
            $($(
                $(#[$change_meta])*
                #[deserr(default)]
                #[schema(value_type = Option<$change_type>)]
                pub $change: $crate::draft::Change<$change_type>,
            )+)?
            $($(
                $(#[$many_meta])*
                #[serde(default, skip_serializing_if = "crate::draft::List::is_unsaid")]
                #[deserr(default, from(Option<$crate::draft::List<$many_type>>) = Option::unwrap_or_default)]
                #[schema(value_type = Option<Vec<$many_type>>, max_items = 500)]
                pub $many: $crate::draft::List<$many_type>,
            )+)?
            $($(
                $(#[$some_meta])*
                #[serde(default, skip_serializing_if = "crate::draft::List::is_unsaid")]
                #[deserr(default, from(Option<$crate::draft::List<$some_type, $most>>) = Option::unwrap_or_default)]
                #[schema(value_type = Option<Vec<$some_type>>, max_items = $most)]
                pub $some: $crate::draft::List<$some_type, $most>,
            )+)*
        }
    };
    ($(#[$meta:meta])* $name:ident { $($groups:tt)* }) => {
        $crate::part! { $(#[$meta])* #[derive(serde::Serialize, serde::Deserialize)] sent $name { $($groups)* } }
    };
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::draft::{Change, Count, LONGEST_LIST, List, parse};
    use crate::error::FieldFault;
    use crate::text::{Name, Remark};

    part! {
        /// One of each.
        sent Sent {
            must { count: Count, }
            must many { each: Name, }
            must many at most 2 { few: Name, }
            or { eager: bool = true, }
            may { remark: Remark, }
            change { name: Name, }
            many { many: Name, }
            many at most 3 { some: Count, }
            many at most 4 { others: Count, }
        }
    }

    part! {
        /// What to change, and by default nothing.
        #[derive(Default)]
        sent Changed {
            may { count: Count, }
            change { remark: Remark, }
            many { names: Name, }
        }
    }

    #[test]
    fn a_part_may_have_a_default() {
        assert_eq!(parse::<Changed>(b"{}").expect("a part"), Changed::default());
    }

    part! {
        /// What is kept as it was sent.
        Kept {
            must { count: Count, }
            may { remark: Remark, }
            many { names: Name, }
        }
    }

    const LEAST: &str = r#"{"count":1,"each":[],"few":[]}"#;

    #[test]
    fn what_is_left_out_is_what_its_group_says() {
        let read = parse::<Sent>(LEAST.as_bytes()).expect("a part");
        let (count, none) = (Count::of(1).expect("a count"), Vec::<Name>::new());
        let (each, few) = (List::from(none.clone()), List::from(none));
        let unsaid = (List::default(), List::default(), List::default());
        let whole = Sent { count, each, few, eager: true, remark: None, name: Change::Keep, many: unsaid.0, some: unsaid.1, others: unsaid.2 };
        assert_eq!(read, whole);
        let nulls = r#"{"count":1,"each":[],"few":[],"remark":null,"name":null,"many":null,"some":null}"#;
        assert_eq!(parse::<Sent>(nulls.as_bytes()).expect("a part"), Sent { name: Change::Clear, ..whole.clone() });
        let said = r#"{"count":1,"each":[],"few":[],"eager":false,"remark":"病","name":"王","many":[]}"#;
        let remark = Some(Remark::parse("病").expect("a remark"));
        let name = Change::Set(Name::parse("王").expect("a name"));
        let many = List::from(vec![]);
        assert_eq!(parse::<Sent>(said.as_bytes()).expect("a part"), Sent { eager: false, remark, name, many, ..whole });
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let body = r#"{"count":-1,"each":null,"few":["a","b","c"],"eager":null,"some":[1,2,3,4],"others":[0,"x"],"more":1}"#;
        let found = parse::<Sent>(body.as_bytes()).expect_err("mistakes").fields;
        let found: Vec<(&str, FieldFault)> = found.iter().map(|field| (field.pointer.as_str(), field.fault)).collect();
        let expected = [
            ("/count", FieldFault::OutOfRange),
            ("/each", FieldFault::WrongType),
            ("/few", FieldFault::TooMany),
            ("/eager", FieldFault::WrongType),
            ("/some", FieldFault::TooMany),
            ("/others/1", FieldFault::WrongType),
            ("/more", FieldFault::UnknownField),
        ];
        assert_eq!(found.len(), expected.len(), "{found:?}");
        assert!(expected.iter().all(|one| found.contains(one)), "{found:?}");
    }

    #[test]
    fn the_schema_asks_what_the_reading_asks() {
        let schema = serde_json::to_value(<Sent as utoipa::PartialSchema>::schema()).expect("a schema");
        assert_eq!((&schema["additionalProperties"], &schema["required"]), (&Value::Bool(false), &json!(["count", "each", "few"])));
        assert_eq!(schema["description"], "One of each.");
        let list = |of: &str, most: usize| json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{of}") }, "maxItems": most });
        let optional = |of: &str, most: usize| {
            let mut list = list(of, most);
            list["type"] = json!(["array", "null"]);
            list
        };
        let fields = &schema["properties"];
        assert_eq!((&fields["each"], &fields["few"]), (&list("Name", LONGEST_LIST), &list("Name", 2)));
        assert_eq!(
            (&fields["many"], &fields["some"], &fields["others"]),
            (&optional("Name", LONGEST_LIST), &optional("Count", 3), &optional("Count", 4))
        );
        assert_eq!(fields["eager"], json!({ "type": "boolean", "default": true }));
        assert_eq!(fields["name"], json!({ "oneOf": [{ "$ref": "#/components/schemas/Name" }, { "type": "null" }] }));
    }

    #[test]
    fn what_is_kept_reads_as_it_was_written_and_nothing_else() {
        for body in [r#"{"count":1}"#, r#"{"count":1,"remark":"","names":[]}"#] {
            let kept = serde_json::from_str::<Kept>(body).expect("a part");
            assert_eq!(serde_json::to_string(&kept).expect("JSON"), body);
            assert_eq!(parse::<Kept>(body.as_bytes()).expect("a part"), kept);
        }
        assert!(serde_json::from_str::<Kept>(r#"{"count":1,"more":1}"#).is_err());
    }
}
