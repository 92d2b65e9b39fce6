//! The closed lists of the archive, stored as text. `object.rs` of each concept mirrors them for clients.

use sea_orm::Iterable;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Declares lists that are stored and serialised in the same upper-case words the API shows.
macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
        #[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($variant),* }
    )*};
}

lists! {
    /// The kinds of record that have an anchor.
    RecordKind {
        Statement, Person, Office, Tenure, Country, Organisation, Membership, Place, Topic, Event, Link, Mention, Source,
    }
    /// What sort of text a statement is.
    StatementKind {
        NewsConference, Briefing, Speech, Remarks, Interview, AnswerToMedia, Comment, LetterToEditor, Article, Broadcast,
        PressRelease, JointStatement, Communique, Message, TelephoneReadout, Treaty, Resolution, Report, Other,
    }
    /// How much of a statement's text the archive holds.
    Holding { Full, Excerpt, Teaser, TitleOnly, Referenced }
    /// What a turn does in its statement.
    TurnKind { Speech, Question, Answer, Narrative, Scene }
    /// Whether a turn's text is all that was said.
    Completeness { Complete, Excerpt, OmittedBySource }
    /// How a fact came to be known.
    Resolution { Stated, Computed, Suggested, Confirmed, Rejected }
    /// What sort of occasion an event is.
    EventKind {
        NewsConference, Briefing, Meeting, Talks, Summit, Conference, Visit, TelephoneConversation, Interview, Ceremony,
        Address, Series, Other,
    }
    /// What became of an event.
    EventStatus { Announced, Held, Postponed, Cancelled, NotConvened, Unknown }
    /// What a participant does at an event.
    ParticipantRole { Host, Guest, Speaker, Participant, Visitor, Chair, Organiser, Mediator }
    /// What a statement says about an event.
    EventStatementRole { AnnouncedIn, ConfirmedBy }
    /// What sort of office it is.
    OfficeKind {
        HeadOfState, HeadOfGovernment, Minister, DeputyMinister, Ambassador, Consul, Spokesperson, SpecialEnvoy,
        InternationalOfficial, Legislator, Military, Official, Business, Media, Other,
    }
    /// What sort of organisation it is.
    OrganisationKind {
        GovernmentBody, Embassy, International, RegionalForum, ContactGroup, MediaOutlet, ArmedGroup, Party, University, Other,
    }
    /// What sort of place it is.
    PlaceKind { City, Building, Region, Country, Other }
    /// How one statement relates to another.
    LinkKind {
        RespondsTo, Quotes, RefersTo, FollowsUp, CounterpartOf, TranslationOf, VersionOf, Corrects, Supersedes,
    }
    /// What sort of name it is.
    NameKind { Short, Formal, Alternative, Adjective }
    /// What a change does.
    Operation { Create, Update, Delete, Merge, Restore }
    /// Where a change set stands.
    ChangeSetState { Draft, Submitted, ChangesRequested, Scheduled, Applied, Rejected, Undone }
    /// What somebody may do.
    Role { Contributor, Editor, Admin }
    /// What was tried or done with an account's proofs of who asks.
    SignInKind { Password, Provider, RefreshToken, PasswordChange, TokenCreation, TokenRevocation, SessionEnd, SecondFactorOn, SecondFactorOff, RecoveryCode }
    /// How it ended.
    SignInOutcome { Succeeded, WrongPassword, MissingCode, WrongCode, Throttled, Disabled, NoRole, Reused }
    /// What somebody judged two records to be.
    Verdict { Same, NotSame, Unsure }
    /// Where an import stands.
    ImportState { Planned, Running, Stopped, Done, Undone }
    /// What an import does about a record that it cannot bring in.
    ErrorPolicy { Stop, Skip, AbortAll }
    /// What became of one record of an import.
    LineOutcome { Created, Updated, Unchanged, Ambiguous, Invalid, Waiting, Note }
}

impl RecordKind {
    /// The word for a record of this kind, as clients see it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Statement => "Statement",
            Self::Person => "Person",
            Self::Office => "Office",
            Self::Tenure => "Tenure",
            Self::Country => "Country",
            Self::Organisation => "Organisation",
            Self::Membership => "Membership",
            Self::Place => "Place",
            Self::Topic => "Topic",
            Self::Event => "Event",
            Self::Link => "Link",
            Self::Mention => "Mention",
            Self::Source => "Source",
        }
    }

    /// The kind with this word.
    pub fn named(name: &str) -> Option<Self> {
        Self::iter().find(|kind| kind.name() == name)
    }
}
