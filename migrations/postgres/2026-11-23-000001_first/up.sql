-- Every table of the first slice. A row that is filtered by subtree carries its organisation's path itself.

CREATE TABLE organizations (
    id uuid PRIMARY KEY NOT NULL,
    parent_id uuid REFERENCES organizations (id),
    path text COLLATE "C" NOT NULL UNIQUE,
    code text COLLATE "C" UNIQUE,
    name text COLLATE "C" NOT NULL,
    short_name text COLLATE "C",
    kind text COLLATE "C" NOT NULL,
    sector text COLLATE "C",
    party_day smallint,
    large_or_scattered boolean NOT NULL,
    status text COLLATE "C" NOT NULL,
    dissolved_on date,
    next_child integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL
);
CREATE INDEX organizations_by_parent ON organizations (parent_id, name, id);
CREATE INDEX organizations_by_name ON organizations (name);

CREATE TABLE members (
    id uuid PRIMARY KEY NOT NULL,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    path text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    joined_on date NOT NULL,
    full_on date,
    duties text COLLATE "C" NOT NULL,
    flags text COLLATE "C" NOT NULL,
    ended_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL
);
CREATE INDEX members_by_organization ON members (organization_id, name, joined_on);
CREATE INDEX members_by_path ON members (path);

-- Who belonged where on a day: from_on is the first day, to_on the first day no longer.
CREATE TABLE memberships (
    member_id uuid NOT NULL REFERENCES members (id),
    organization_id uuid NOT NULL REFERENCES organizations (id),
    path text COLLATE "C" NOT NULL,
    group_id uuid REFERENCES organizations (id),
    from_on date NOT NULL,
    to_on date,
    PRIMARY KEY (member_id, from_on)
);
CREATE INDEX memberships_by_organization ON memberships (organization_id, from_on);
CREATE INDEX memberships_by_group ON memberships (group_id, from_on);
CREATE INDEX memberships_by_path ON memberships (path);

CREATE TABLE accounts (
    id uuid PRIMARY KEY NOT NULL,
    login text COLLATE "C" NOT NULL UNIQUE,
    name text COLLATE "C" NOT NULL,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    member_id uuid REFERENCES members (id),
    password_hash text COLLATE "C",
    invitation_hash text COLLATE "C" UNIQUE,
    invitation_until timestamptz,
    invitation_used_at timestamptz,
    disabled_at timestamptz,
    created_at timestamptz NOT NULL,
    password_changed_at timestamptz,
    version integer NOT NULL
);

CREATE INDEX accounts_by_organization ON accounts (organization_id, login);

CREATE TABLE grants (
    id uuid PRIMARY KEY NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts (id),
    organization_id uuid NOT NULL REFERENCES organizations (id),
    role text COLLATE "C" NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    created_at timestamptz NOT NULL,
    created_by uuid REFERENCES accounts (id),
    revoked_at timestamptz,
    version integer NOT NULL
);
CREATE INDEX grants_by_account ON grants (account_id);
CREATE INDEX grants_by_organization ON grants (organization_id, id);

CREATE TABLE devices (
    id uuid PRIMARY KEY NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts (id),
    name text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX devices_by_account ON devices (account_id, id);

CREATE TABLE refresh_tokens (
    hash text COLLATE "C" PRIMARY KEY NOT NULL,
    device_id uuid NOT NULL REFERENCES devices (id),
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX refresh_tokens_by_device ON refresh_tokens (device_id);

-- The head of a session: what lists filter on. The record itself is the newest version's document.
CREATE TABLE sessions (
    id uuid PRIMARY KEY NOT NULL,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    path text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    also_kind text COLLATE "C",
    title text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    held_on date NOT NULL,
    received_at timestamptz NOT NULL,
    late boolean NOT NULL,
    outcome text COLLATE "C",
    version integer NOT NULL,
    document_version integer NOT NULL,
    created_by uuid NOT NULL REFERENCES accounts (id),
    submitted_by uuid REFERENCES accounts (id),
    submitted_at timestamptz,
    updated_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_organization ON sessions (organization_id, held_on, id);
CREATE INDEX sessions_by_path ON sessions (path, held_on);
CREATE INDEX sessions_by_day ON sessions (held_on, id);
CREATE INDEX sessions_in_review ON sessions (status, submitted_at, id);

-- A version that only changed the status has no document of its own: it is the latest one before it.
CREATE TABLE session_versions (
    session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    version integer NOT NULL,
    document text COLLATE "C",
    hash text COLLATE "C" NOT NULL,
    findings text COLLATE "C",
    author uuid NOT NULL REFERENCES accounts (id),
    device uuid,
    created_at timestamptz NOT NULL,
    act text COLLATE "C" NOT NULL,
    reason text COLLATE "C",
    PRIMARY KEY (session_id, version)
);

CREATE TABLE evaluations (
    id uuid PRIMARY KEY NOT NULL,
    session_id uuid NOT NULL REFERENCES sessions (id),
    version integer NOT NULL,
    organization_id uuid NOT NULL REFERENCES organizations (id),
    path text COLLATE "C" NOT NULL,
    verdict text COLLATE "C" NOT NULL,
    document text COLLATE "C" NOT NULL,
    author uuid NOT NULL REFERENCES accounts (id),
    created_at timestamptz NOT NULL,
    appeal text COLLATE "C",
    appealed_at timestamptz,
    appealed_by uuid REFERENCES accounts (id),
    answer text COLLATE "C",
    answered_at timestamptz,
    answered_by uuid REFERENCES accounts (id),
    withdrawn boolean NOT NULL
);
CREATE INDEX evaluations_by_session ON evaluations (session_id, created_at, id);
CREATE INDEX evaluations_by_path ON evaluations (path);

CREATE TABLE evaluation_forms (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    kind text COLLATE "C" NOT NULL,
    document text COLLATE "C" NOT NULL,
    author uuid NOT NULL REFERENCES accounts (id),
    created_at timestamptz NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (organization_id, kind)
);

-- Local rules that a committee has switched on for its subtree.
CREATE TABLE local_rules (
    organization_id uuid NOT NULL REFERENCES organizations (id),
    profile text COLLATE "C" NOT NULL,
    since date NOT NULL,
    author uuid NOT NULL REFERENCES accounts (id),
    created_at timestamptz NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (organization_id, profile)
);

-- What happened, in order, and how the subject stood before and after, as far as readers that add up need it. Numbers
-- have no gaps: they are taken last in the transaction that they describe.
CREATE TABLE trail (
    shard smallint NOT NULL,
    seq bigint NOT NULL,
    created_at timestamptz NOT NULL,
    act text COLLATE "C" NOT NULL,
    organization_id uuid NOT NULL,
    path text COLLATE "C" NOT NULL,
    actor uuid,
    device uuid,
    subject_kind text COLLATE "C" NOT NULL,
    subject_id uuid NOT NULL,
    version integer NOT NULL,
    hash text COLLATE "C",
    kind text COLLATE "C",
    day date,
    state_before text COLLATE "C",
    state_after text COLLATE "C",
    PRIMARY KEY (shard, seq)
);
CREATE INDEX trail_by_subject ON trail (subject_id);

CREATE TABLE trail_counters (
    shard smallint PRIMARY KEY NOT NULL,
    seq bigint NOT NULL
);

-- One row: which life of this database it is. A restore starts another.
CREATE TABLE instance (
    epoch uuid PRIMARY KEY NOT NULL,
    begun_at timestamptz NOT NULL
);

-- A fixed number of counters, so that second-level organisations do not wait for each other.
INSERT INTO trail_counters (shard, seq) SELECT shard, 0 FROM generate_series(0, 15) AS shard;
INSERT INTO instance (epoch, begun_at) VALUES (gen_random_uuid(), now());
