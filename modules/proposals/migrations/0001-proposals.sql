CREATE TABLE category (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    name TEXT {c} NOT NULL,
    name_en TEXT NOT NULL,
    ended_at BIGINT,
    UNIQUE (assembly, name)
);
CREATE TABLE proposal (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    session BIGINT NOT NULL,
    period TEXT {c} NOT NULL,
    kind TEXT {c} NOT NULL,
    state TEXT {c} NOT NULL,
    state_since BIGINT NOT NULL,
    due TEXT {c},
    category BIGINT,
    first_signer BIGINT NOT NULL,
    proposer TEXT NOT NULL,
    body BIGINT,
    drafter BIGINT NOT NULL,
    receipt_no BIGINT,
    case_no TEXT {c},
    case_seq BIGINT,
    title TEXT NOT NULL,
    folded TEXT {c} NOT NULL,
    version BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    policy_version BIGINT NOT NULL,
    round BIGINT NOT NULL,
    first_reviewer BIGINT,
    second_reviewer BIGINT,
    recommended TEXT {c},
    review_note TEXT,
    reason_code TEXT {c},
    decision_note TEXT,
    main_proposal BIGINT,
    withdrawal_asked_at BIGINT,
    re_examined_at BIGINT,
    meeting BIGINT,
    key_proposal BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    submitted_at BIGINT,
    filed_at BIGINT,
    assigned_at BIGINT,
    replied_at BIGINT,
    closed_at BIGINT,
    published_at BIGINT,
    imported_at BIGINT,
    background TEXT NOT NULL,
    analysis TEXT NOT NULL,
    suggestions TEXT NOT NULL,
    source_text TEXT
);
CREATE UNIQUE INDEX proposal_case ON proposal (assembly, session, case_no) WHERE case_no IS NOT NULL;
CREATE UNIQUE INDEX proposal_receipt ON proposal (assembly, session, receipt_no) WHERE receipt_no IS NOT NULL;
CREATE INDEX proposal_latest ON proposal (assembly, id DESC);
CREATE INDEX proposal_state ON proposal (assembly, state, id DESC);
CREATE INDEX proposal_category ON proposal (assembly, category, id DESC, state);
CREATE INDEX proposal_session ON proposal (assembly, session, id DESC, state);
CREATE INDEX proposal_signer ON proposal (assembly, first_signer, id DESC, state);
CREATE INDEX proposal_due ON proposal (assembly, state, due, id);
CREATE INDEX proposal_published ON proposal (published_at DESC) WHERE published_at IS NOT NULL;
CREATE TABLE proposal_version (
    proposal BIGINT NOT NULL,
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    background TEXT NOT NULL,
    analysis TEXT NOT NULL,
    suggestions TEXT NOT NULL,
    saved_by BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (proposal, version)
);
CREATE TABLE invitation (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    person BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    expires_at BIGINT NOT NULL,
    invited_at BIGINT NOT NULL,
    answered_at BIGINT,
    position BIGINT,
    told_version BIGINT,
    UNIQUE (proposal, person)
);
CREATE INDEX invitation_person ON invitation (person, state, id DESC);
CREATE INDEX invitation_expiry ON invitation (state, expires_at);
CREATE TABLE assignment (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    part TEXT {c} NOT NULL,
    state TEXT {c} NOT NULL,
    state_since BIGINT NOT NULL,
    due TEXT {c},
    reply_due TEXT {c},
    return_until TEXT {c},
    first_assigned_at BIGINT,
    assigned_at BIGINT,
    round BIGINT NOT NULL,
    handler BIGINT,
    section TEXT,
    plan_lead TEXT,
    plan_note TEXT,
    objection TEXT,
    return_reason TEXT,
    note TEXT,
    opinion TEXT,
    opinion_due TEXT {c},
    extended_at BIGINT,
    urged BIGINT NOT NULL,
    changes BIGINT NOT NULL
);
CREATE INDEX assignment_proposal ON assignment (proposal, id);
CREATE INDEX assignment_unit ON assignment (unit, state, due, id);
CREATE INDEX assignment_unit_proposal ON assignment (assembly, unit, proposal DESC);
CREATE INDEX assignment_state ON assignment (assembly, state, due, id);
CREATE TABLE contact (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    assignment BIGINT NOT NULL,
    round BIGINT NOT NULL,
    form TEXT {c} NOT NULL,
    held_on TEXT {c} NOT NULL,
    people TEXT NOT NULL,
    summary TEXT NOT NULL,
    recorded_by BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX contact_assignment ON contact (assignment, round);
CREATE TABLE extension (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    assignment BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    reason TEXT NOT NULL,
    until_day TEXT {c} NOT NULL,
    asked_by BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by BIGINT,
    decided_at BIGINT,
    note TEXT
);
CREATE INDEX extension_assignment ON extension (assignment, id);
CREATE INDEX extension_state ON extension (assembly, state, id);
CREATE TABLE reply (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    assignment BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    round BIGINT NOT NULL,
    result_class TEXT {c},
    body TEXT NOT NULL,
    answers TEXT NOT NULL,
    document_no TEXT,
    signer TEXT,
    contact_name TEXT,
    contact_telephone TEXT,
    copies TEXT,
    drafted_by BIGINT NOT NULL,
    drafted_at BIGINT NOT NULL,
    checked_by BIGINT,
    check_note TEXT,
    signed_by BIGINT,
    sent_at BIGINT,
    revoked_at BIGINT,
    UNIQUE (assignment, round)
);
CREATE INDEX reply_proposal ON reply (proposal, id);
CREATE TABLE promise (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    reply BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    suggestion BIGINT NOT NULL,
    text TEXT NOT NULL,
    due TEXT {c} NOT NULL,
    who TEXT NOT NULL,
    state TEXT {c} NOT NULL,
    evidence TEXT,
    decided_at BIGINT
);
CREATE INDEX promise_proposal ON promise (proposal, id);
CREATE INDEX promise_due ON promise (assembly, state, due);
CREATE TABLE rating (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    round BIGINT NOT NULL,
    person BIGINT NOT NULL,
    first_signer BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    due TEXT {c} NOT NULL,
    work TEXT {c},
    result TEXT {c},
    comment TEXT,
    first_work TEXT {c},
    first_result TEXT {c},
    channel TEXT {c},
    entered_by BIGINT,
    caller TEXT,
    called_at BIGINT,
    given_at BIGINT,
    voided_at BIGINT
);
CREATE UNIQUE INDEX rating_one ON rating (proposal, round, person) WHERE voided_at IS NULL;
CREATE INDEX rating_person ON rating (person, state, due);
CREATE INDEX rating_due ON rating (assembly, state, due);
CREATE TABLE change_request (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    kind TEXT {c} NOT NULL,
    state TEXT {c} NOT NULL,
    reason TEXT NOT NULL,
    fields TEXT NOT NULL,
    asked_by BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by BIGINT,
    decided_at BIGINT
);
CREATE INDEX change_request_open ON change_request (proposal, state);
CREATE INDEX change_request_waiting ON change_request (assembly, state, id);
CREATE TABLE urging (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    assignment BIGINT,
    text TEXT NOT NULL,
    urged_by BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX urging_proposal ON urging (proposal, id);
CREATE TABLE review_meeting (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    held_on TEXT {c} NOT NULL,
    place TEXT NOT NULL,
    attendance TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT {c} NOT NULL,
    created_by BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX review_meeting_assembly ON review_meeting (assembly, id DESC);
CREATE TABLE review_item (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    meeting BIGINT NOT NULL,
    proposal BIGINT NOT NULL,
    decision TEXT {c},
    reason_code TEXT {c},
    main BIGINT,
    note TEXT NOT NULL,
    dissent TEXT NOT NULL,
    outcome TEXT {c},
    failure TEXT {c},
    decided_at BIGINT,
    UNIQUE (meeting, proposal)
);
CREATE INDEX review_item_proposal ON review_item (proposal, id);
CREATE TABLE phrase (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    purpose TEXT {c} NOT NULL,
    text TEXT NOT NULL,
    saved_by BIGINT NOT NULL,
    at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX phrase_purpose ON phrase (assembly, purpose, id);
CREATE TABLE void_number (
    assembly BIGINT NOT NULL,
    session BIGINT NOT NULL,
    case_no TEXT {c} NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (assembly, session, case_no)
);
CREATE TABLE proposal_source (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    columns TEXT NOT NULL,
    fields TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE proposal_source_row (
    proposal BIGINT PRIMARY KEY,
    source BIGINT NOT NULL,
    cells TEXT NOT NULL
);
