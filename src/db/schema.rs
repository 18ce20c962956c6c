//! The tables, as diesel knows them. Each is written by one store only.

use super::types::{Instant, LocalDay, Uid};

/// Declares the tables. `carried` says that its rows stand where their organisation stands, by their `path`, and move along
/// with it: see `db::paths`.
macro_rules! tables {
    ($($name:ident $key:tt $($carried:ident)? { $($columns:tt)+ })+) => {
        $( diesel::table! {
            use diesel::sql_types::*;
            use super::{Instant, LocalDay, Uid};
            $name $key { $($columns)+ }
        } )+
        diesel::allow_tables_to_appear_in_same_query!($($name),+);
        /// The tables whose rows a move carries along.
        pub const CARRIED: &[&str] = &[$( $( tables!(@named $carried $name), )? )+];
    };
    (@named carried $name:ident) => { stringify!($name) };
}

tables! {
    organizations (id) carried {
        id -> Uid,
        parent_id -> Nullable<Uid>,
        path -> Text,
        code -> Nullable<Text>,
        name -> Text,
        short_name -> Nullable<Text>,
        kind -> Text,
        sector -> Nullable<Text>,
        settings -> Text,
        active_from -> LocalDay,
        status -> Text,
        dissolved_on -> Nullable<LocalDay>,
        merged_into -> Nullable<Uid>,
        next_child -> Integer,
        created_at -> Instant,
        updated_at -> Instant,
        version -> Integer,
    }

    members (id) carried {
        id -> Uid,
        organization_id -> Uid,
        path -> Text,
        name -> Text,
        status -> Text,
        joined_on -> LocalDay,
        full_on -> Nullable<LocalDay>,
        flags -> Text,
        ended_on -> Nullable<LocalDay>,
        created_at -> Instant,
        updated_at -> Instant,
        version -> Integer,
    }

    memberships (member_id, from_on) carried {
        member_id -> Uid,
        organization_id -> Uid,
        path -> Text,
        group_id -> Nullable<Uid>,
        from_on -> LocalDay,
        to_on -> Nullable<LocalDay>,
        duties -> Text,
    }

    body_seats (id) carried {
        id -> Uid,
        organization_id -> Uid,
        path -> Text,
        member_id -> Uid,
        position -> Text,
        from_on -> LocalDay,
        to_on -> Nullable<LocalDay>,
        created_at -> Instant,
        updated_at -> Instant,
        version -> Integer,
    }

    accounts (id) {
        id -> Uid,
        login -> Text,
        name -> Text,
        organization_id -> Uid,
        member_id -> Nullable<Uid>,
        password_hash -> Nullable<Text>,
        invitation_hash -> Nullable<Text>,
        invitation_until -> Nullable<Instant>,
        invitation_used_at -> Nullable<Instant>,
        disabled_at -> Nullable<Instant>,
        created_at -> Instant,
        password_changed_at -> Nullable<Instant>,
        version -> Integer,
    }

    grants (id) {
        id -> Uid,
        account_id -> Uid,
        organization_id -> Uid,
        role -> Text,
        valid_from -> LocalDay,
        valid_to -> Nullable<LocalDay>,
        created_at -> Instant,
        created_by -> Nullable<Uid>,
        revoked_at -> Nullable<Instant>,
        version -> Integer,
    }

    devices (id) {
        id -> Uid,
        account_id -> Uid,
        name -> Text,
        created_at -> Instant,
        seen_at -> Instant,
        revoked_at -> Nullable<Instant>,
    }

    refresh_tokens (hash) {
        hash -> Text,
        device_id -> Uid,
        issued_at -> Instant,
        expires_at -> Instant,
        used_at -> Nullable<Instant>,
    }

    sessions (id) carried {
        id -> Uid,
        organization_id -> Uid,
        path -> Text,
        kind -> Text,
        also_kind -> Nullable<Text>,
        title -> Text,
        status -> Text,
        held_on -> LocalDay,
        received_at -> Instant,
        late -> Bool,
        outcome -> Nullable<Text>,
        incomplete -> Bool,
        version -> Integer,
        last_act -> Text,
        document_version -> Integer,
        status_version -> Integer,
        judged_version -> Nullable<Integer>,
        created_by -> Uid,
        submitted_by -> Nullable<Uid>,
        submitted_at -> Nullable<Instant>,
        updated_at -> Instant,
    }

    amendments (session_id) carried {
        session_id -> Uid,
        path -> Text,
        version -> Integer,
        status_version -> Integer,
        kind -> Text,
        also_kind -> Nullable<Text>,
        title -> Text,
        held_on -> LocalDay,
        late -> Bool,
        outcome -> Nullable<Text>,
        incomplete -> Bool,
        status -> Text,
        reason -> Text,
        hash -> Text,
        submitted_by -> Uid,
        submitted_at -> Instant,
    }

    session_versions (session_id, version) {
        session_id -> Uid,
        version -> Integer,
        document_version -> Integer,
        document -> Nullable<Text>,
        hash -> Text,
        findings -> Nullable<Text>,
        author -> Uid,
        device -> Nullable<Uid>,
        created_at -> Instant,
        act -> Text,
        reason -> Nullable<Text>,
    }

    attendances (session_id, member_id) carried {
        session_id -> Uid,
        member_id -> Uid,
        organization_id -> Uid,
        path -> Text,
        kind -> Text,
        held_on -> LocalDay,
        came -> Text,
        minutes -> Nullable<Integer>,
        basis -> Nullable<Text>,
    }

    evaluations (id) carried {
        id -> Uid,
        session_id -> Uid,
        version -> Integer,
        organization_id -> Uid,
        path -> Text,
        document_version -> Integer,
        of_amendment -> Bool,
        verdict -> Text,
        inspection -> Bool,
        document -> Text,
        author -> Uid,
        created_at -> Instant,
        appeal -> Nullable<Text>,
        appealed_at -> Nullable<Instant>,
        appealed_by -> Nullable<Uid>,
        answer -> Nullable<Text>,
        answered_at -> Nullable<Instant>,
        answered_by -> Nullable<Uid>,
        withdrawn -> Bool,
    }

    evaluation_forms (organization_id, kind) {
        organization_id -> Uid,
        kind -> Text,
        document -> Text,
        author -> Uid,
        created_at -> Instant,
        version -> Integer,
    }

    local_rules (organization_id, profile) {
        organization_id -> Uid,
        profile -> Text,
        since -> LocalDay,
        author -> Uid,
        created_at -> Instant,
        version -> Integer,
    }

    trail (shard, seq) {
        shard -> SmallInt,
        seq -> BigInt,
        created_at -> Instant,
        act -> Text,
        organization_id -> Uid,
        path -> Text,
        actor -> Nullable<Uid>,
        device -> Nullable<Uid>,
        subject_kind -> Text,
        subject_id -> Uid,
        version -> Integer,
        hash -> Nullable<Text>,
        kind -> Nullable<Text>,
        day -> Nullable<LocalDay>,
        state_before -> Nullable<Text>,
        state_after -> Nullable<Text>,
    }

    trail_counters (shard) {
        shard -> SmallInt,
        seq -> BigInt,
    }

    instance (epoch) {
        epoch -> Uid,
        begun_at -> Instant,
    }
}
