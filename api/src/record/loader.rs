//! What belongs to records, loaded for many at once.

use crate::graphql::loader::groups;

groups! {
    /// The anchor of a record.
    AnchorByRecordId: record by Id / id, order Id;
    /// The names of a record, the usual one first.
    NamesByRecordId: name by RecordId / record_id, order RecordId, Ordinal;
    /// What other catalogues call a record.
    ExternalIdsByRecordId: external_id by RecordId / record_id, order Scheme, Value;
    /// The sources that a record cites.
    CitationsByRecordId: citation by RecordId / record_id, order SourceId;
}
