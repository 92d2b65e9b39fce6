//! Inputs that say what a record is to be: each field may be given, cleared by null, or left as it is.

/// Declares such inputs. Serialised, they are JSON merge patches: what is absent is left out.
macro_rules! patch_input {
    ($($(#[$doc:meta])* pub struct $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, async_graphql::InputObject, serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {$(
            $(#[$field_doc])*
            #[serde(skip_serializing_if = "async_graphql::MaybeUndefined::is_undefined")]
            pub $field: async_graphql::MaybeUndefined<$type>,
        )*}
    )*};
}
pub(crate) use patch_input;
