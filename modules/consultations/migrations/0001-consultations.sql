CREATE TABLE division (
    code TEXT {c} PRIMARY KEY,
    name TEXT {c} NOT NULL,
    parent TEXT {c} NOT NULL
);
CREATE INDEX division_name ON division (name, code);
CREATE TABLE room (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    state_since BIGINT NOT NULL,
    kind TEXT {c} NOT NULL,
    name TEXT NOT NULL,
    division TEXT {c},
    place TEXT NOT NULL,
    address TEXT NOT NULL,
    telephone TEXT NOT NULL,
    functions TEXT NOT NULL,
    convener BIGINT,
    convener_rank_settled BIGINT NOT NULL,
    worker BIGINT,
    approver BIGINT,
    checks TEXT NOT NULL,
    checked_on TEXT {c},
    planned_for TEXT {c},
    opened_on TEXT {c},
    changes BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX room_assembly ON room (assembly, state, id);
CREATE INDEX room_convener ON room (convener);
CREATE INDEX room_worker ON room (worker);
CREATE INDEX room_approver ON room (approver);
CREATE TABLE room_member (
    room BIGINT NOT NULL,
    person BIGINT NOT NULL,
    assembly BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (room, person)
);
CREATE INDEX room_member_person ON room_member (person, ended_at);
CREATE TABLE room_fund (
    id BIGINT PRIMARY KEY,
    room BIGINT NOT NULL,
    fund TEXT {c} NOT NULL,
    year BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    on_day TEXT {c} NOT NULL,
    entered_by BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX room_fund_room ON room_fund (room, year, id);
CREATE UNIQUE INDEX room_fund_construction ON room_fund (room) WHERE fund = 'construction' AND amount_fen > 0;
CREATE TABLE topic (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    room BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    state_since BIGINT NOT NULL,
    due TEXT {c},
    code TEXT {c} NOT NULL UNIQUE,
    receipt_no BIGINT NOT NULL,
    title TEXT NOT NULL,
    folded TEXT {c} NOT NULL,
    body TEXT NOT NULL,
    place TEXT NOT NULL,
    domain TEXT {c},
    source TEXT {c} NOT NULL,
    raised_by BIGINT,
    raised_unit BIGINT,
    urgent BIGINT NOT NULL,
    registered_after BIGINT NOT NULL,
    needs_party_report BIGINT NOT NULL,
    party_reported_on TEXT {c},
    announced_on TEXT {c},
    notice_until TEXT {c},
    outcome TEXT {c},
    session BIGINT,
    main_topic BIGINT,
    reason TEXT,
    round BIGINT NOT NULL,
    result TEXT,
    result_on TEXT {c},
    referred TEXT {c},
    referred_to BIGINT,
    referral_text TEXT,
    referred_at BIGINT,
    answer TEXT,
    answered_by BIGINT,
    answered_at BIGINT,
    policy_version BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX topic_room ON topic (room, state, id);
CREATE INDEX topic_assembly ON topic (assembly, state, id);
CREATE INDEX topic_referred ON topic (referred_to, state);
CREATE INDEX topic_raiser ON topic (raised_by);
CREATE TABLE topic_contact (topic BIGINT PRIMARY KEY, name TEXT NOT NULL, telephone TEXT NOT NULL);
CREATE TABLE topic_visit (
    id BIGINT PRIMARY KEY,
    topic BIGINT NOT NULL,
    on_day TEXT {c} NOT NULL,
    visitors TEXT NOT NULL,
    findings TEXT NOT NULL,
    entered_by BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX topic_visit_topic ON topic_visit (topic, id);
CREATE TABLE agreed_item (
    id BIGINT PRIMARY KEY,
    topic BIGINT NOT NULL,
    session BIGINT,
    round BIGINT NOT NULL,
    body TEXT NOT NULL,
    unit BIGINT,
    owner TEXT NOT NULL,
    method TEXT NOT NULL,
    due TEXT {c} NOT NULL,
    progress TEXT {c} NOT NULL,
    report TEXT,
    reported_by BIGINT,
    reported_at BIGINT
);
CREATE INDEX agreed_item_topic ON agreed_item (topic, id);
CREATE INDEX agreed_item_unit ON agreed_item (unit, progress);
CREATE TABLE topic_rating (
    id BIGINT PRIMARY KEY,
    topic BIGINT NOT NULL,
    round BIGINT NOT NULL,
    rater TEXT {c} NOT NULL,
    value TEXT {c} NOT NULL,
    words TEXT NOT NULL,
    via TEXT {c} NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (topic, round, rater)
);
CREATE TABLE consultation_session (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    room BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    state_since BIGINT NOT NULL,
    title TEXT NOT NULL,
    on_day TEXT {c} NOT NULL,
    at_time TEXT {c} NOT NULL,
    venue_kind TEXT {c} NOT NULL,
    venue TEXT NOT NULL,
    chair BIGINT,
    registered_after BIGINT NOT NULL,
    minutes TEXT,
    changes BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX consultation_session_room ON consultation_session (room, on_day, id);
CREATE INDEX consultation_session_assembly ON consultation_session (assembly, on_day, id);
CREATE TABLE consultation_topic (session BIGINT NOT NULL, topic BIGINT NOT NULL, position BIGINT NOT NULL, PRIMARY KEY (session, topic));
CREATE INDEX consultation_topic_topic ON consultation_topic (topic);
CREATE TABLE participant (
    id BIGINT PRIMARY KEY,
    session BIGINT NOT NULL,
    role TEXT {c} NOT NULL,
    person BIGINT,
    unit BIGINT,
    name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    signed_in_at BIGINT,
    confirmed_at BIGINT,
    confirmed_by BIGINT
);
CREATE INDEX participant_session ON participant (session, id);
CREATE INDEX participant_person ON participant (person);
CREATE INDEX participant_unit ON participant (unit);
CREATE TABLE consultation_position (
    id BIGINT PRIMARY KEY,
    session BIGINT NOT NULL,
    topic BIGINT NOT NULL,
    participant BIGINT,
    side TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX consultation_position_session ON consultation_position (session, topic, id);
CREATE TABLE public_posting (id BIGINT PRIMARY KEY, day TEXT {c} NOT NULL, sender TEXT {c} NOT NULL, room BIGINT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX public_posting_sender ON public_posting (sender, at);
CREATE INDEX public_posting_room ON public_posting (room, at);
