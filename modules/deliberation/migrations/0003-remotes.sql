CREATE TABLE remote (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    state_since BIGINT NOT NULL,
    due TEXT {c},
    title TEXT NOT NULL,
    folded TEXT {c} NOT NULL,
    on_day TEXT {c} NOT NULL,
    at_time TEXT {c} NOT NULL,
    agenda TEXT NOT NULL,
    materials TEXT NOT NULL,
    video TEXT NOT NULL,
    recording TEXT NOT NULL,
    speech_minutes BIGINT NOT NULL,
    deliberation BIGINT,
    arranged_by BIGINT NOT NULL,
    secretary BIGINT,
    untested TEXT,
    reason TEXT,
    started_at BIGINT,
    ended_at BIGINT,
    minutes TEXT,
    minutes_by BIGINT,
    unconfirmed TEXT,
    policy_version BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX remote_assembly ON remote (assembly, state, id);
CREATE INDEX remote_deliberation ON remote (deliberation);
CREATE INDEX remote_secretary ON remote (secretary);
CREATE TABLE remote_site (
    id BIGINT PRIMARY KEY,
    remote BIGINT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    state_since BIGINT NOT NULL,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    host BIGINT,
    host_name TEXT NOT NULL,
    device_note TEXT,
    tested_at BIGINT,
    objection TEXT,
    confirmed_at BIGINT,
    confirmed_by BIGINT,
    released TEXT,
    changes BIGINT NOT NULL,
    UNIQUE (remote, number)
);
CREATE INDEX remote_site_host ON remote_site (host, state);
CREATE TABLE remote_contact (
    site BIGINT PRIMARY KEY,
    telephone TEXT NOT NULL
);
CREATE TABLE remote_attendee (
    id BIGINT PRIMARY KEY,
    remote BIGINT NOT NULL,
    site BIGINT NOT NULL,
    role TEXT {c} NOT NULL,
    person BIGINT,
    name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    signed_in_at BIGINT
);
CREATE INDEX remote_attendee_remote ON remote_attendee (remote, site, id);
CREATE INDEX remote_attendee_person ON remote_attendee (person, remote);
CREATE TABLE remote_gap (
    id BIGINT PRIMARY KEY,
    remote BIGINT NOT NULL,
    site BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    reason TEXT NOT NULL
);
CREATE INDEX remote_gap_remote ON remote_gap (remote, from_at);
CREATE TABLE speech (
    id BIGINT PRIMARY KEY,
    remote BIGINT NOT NULL,
    site BIGINT NOT NULL,
    attendee BIGINT NOT NULL,
    place BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    state_since BIGINT NOT NULL,
    subject TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    limit_minutes BIGINT NOT NULL,
    cut_short BIGINT NOT NULL,
    changes BIGINT NOT NULL
);
CREATE INDEX speech_remote ON speech (remote, state, place);
