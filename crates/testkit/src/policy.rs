use kernel::Error;
use kernel::policy::Policy;

/// The field that a policy names when `field` of what ships is changed to `value`; `None` where it may be saved.
pub fn refused<P: Policy>(field: &str, value: i64) -> Option<String> {
    let mut body = serde_json::to_value(P::default()).unwrap();
    body[field] = value.into();
    match serde_json::from_value::<P>(body).unwrap().check() {
        Ok(()) => None,
        Err(Error::Invalid(fields)) => Some(fields[0].field.to_string()),
        Err(other) => panic!("{field}: {other}"),
    }
}

/// Fields with the least and the most that they take: both may be saved, and what lies beyond is refused by its name.
pub fn holds_edges<P: Policy>(limits: &[(&str, i64, i64)]) {
    for (field, least, most) in limits {
        assert_eq!((refused::<P>(field, *least), refused::<P>(field, *most)), (None, None), "{field}");
        assert_eq!((refused::<P>(field, least - 1).as_deref(), refused::<P>(field, most + 1).as_deref()), (Some(*field), Some(*field)));
    }
}
