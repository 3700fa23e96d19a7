CREATE TABLE deliberation (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    state_since BIGINT NOT NULL,
    due TEXT {c},
    title TEXT NOT NULL,
    folded TEXT {c} NOT NULL,
    question TEXT NOT NULL,
    materials TEXT NOT NULL,
    audience TEXT {c} NOT NULL,
    place TEXT NOT NULL,
    level TEXT {c} NOT NULL,
    moderation TEXT {c} NOT NULL,
    takes_statements BIGINT NOT NULL,
    secret BIGINT NOT NULL,
    opens_on TEXT {c} NOT NULL,
    closes_on TEXT {c} NOT NULL,
    expected BIGINT,
    about_module TEXT {c},
    about BIGINT,
    proposed_by BIGINT NOT NULL,
    approved_by BIGINT,
    keyed BIGINT NOT NULL,
    opened_at BIGINT,
    closed_at BIGINT,
    summary TEXT,
    summarised_by BIGINT,
    report TEXT,
    result TEXT,
    result_on TEXT {c},
    reason TEXT,
    final_view TEXT,
    final_map TEXT,
    policy_version BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX deliberation_assembly ON deliberation (assembly, state, id);
CREATE INDEX deliberation_running ON deliberation (state, opens_on, closes_on);
CREATE INDEX deliberation_about ON deliberation (about_module, about);
CREATE TABLE ballot_key (
    deliberation BIGINT PRIMARY KEY,
    sealed TEXT NOT NULL
);
CREATE TABLE statement (
    id BIGINT PRIMARY KEY,
    deliberation BIGINT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    state_since BIGINT NOT NULL,
    body TEXT NOT NULL,
    folded TEXT {c} NOT NULL,
    source TEXT {c} NOT NULL,
    author {blob},
    signed_by BIGINT,
    signed_name TEXT,
    is_meta BIGINT NOT NULL,
    reason TEXT,
    appeal TEXT,
    moderated_by BIGINT,
    merged_into BIGINT,
    picked BIGINT NOT NULL,
    answer TEXT,
    answered_by BIGINT,
    changes BIGINT NOT NULL,
    UNIQUE (deliberation, number)
);
CREATE INDEX statement_state ON statement (deliberation, state, number);
CREATE TABLE vote (
    deliberation BIGINT NOT NULL,
    voter {blob} NOT NULL,
    statement BIGINT NOT NULL,
    vote BIGINT NOT NULL,
    PRIMARY KEY (deliberation, voter, statement)
) {by_key};
CREATE TABLE voice (
    deliberation BIGINT NOT NULL,
    receipt {blob} NOT NULL,
    level TEXT {c} NOT NULL,
    slices TEXT NOT NULL,
    PRIMARY KEY (deliberation, receipt)
) {by_key};
CREATE TABLE slip (
    code TEXT {c} PRIMARY KEY,
    deliberation BIGINT NOT NULL,
    entered BIGINT NOT NULL
) {by_key};
CREATE INDEX slip_deliberation ON slip (deliberation, code);
