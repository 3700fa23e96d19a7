CREATE TABLE assembly (
    id BIGINT PRIMARY KEY,
    code TEXT {c} NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    level TEXT {c} NOT NULL,
    parent BIGINT,
    created_at BIGINT NOT NULL
);
CREATE TABLE township (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    code TEXT {c} NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    UNIQUE (assembly, code)
);
CREATE TABLE term (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    starts TEXT {c} NOT NULL,
    ends TEXT {c},
    UNIQUE (assembly, ordinal)
);
CREATE TABLE session (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    term BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    year BIGINT NOT NULL,
    opens TEXT {c} NOT NULL,
    closes TEXT {c} NOT NULL,
    window_from TEXT {c} NOT NULL,
    window_until TEXT {c} NOT NULL,
    UNIQUE (assembly, term, ordinal)
);
CREATE TABLE sector (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    term BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    position BIGINT NOT NULL,
    UNIQUE (assembly, term, name)
);
CREATE TABLE body (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    kind TEXT {c} NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    ended_at BIGINT,
    UNIQUE (assembly, kind, name)
);
CREATE TABLE unit (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    code TEXT {c} NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    side TEXT {c} NOT NULL,
    telephone TEXT NOT NULL,
    confirmed_on TEXT {c},
    successor BIGINT,
    ended_at BIGINT,
    UNIQUE (assembly, code)
);
CREATE TABLE unit_succession (unit BIGINT NOT NULL, successor BIGINT NOT NULL, PRIMARY KEY (unit, successor));
CREATE TABLE unit_contact (
    id BIGINT PRIMARY KEY,
    unit BIGINT NOT NULL,
    name TEXT NOT NULL,
    post TEXT NOT NULL,
    telephone TEXT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX unit_contact_unit ON unit_contact (unit);
CREATE TABLE unit_former_name (unit BIGINT NOT NULL, name TEXT NOT NULL, until_at BIGINT NOT NULL, PRIMARY KEY (unit, until_at));
CREATE TABLE person (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    folded TEXT {c} NOT NULL,
    employer TEXT NOT NULL,
    post TEXT NOT NULL,
    code TEXT {c},
    created_at BIGINT NOT NULL
);
CREATE INDEX person_folded ON person (folded);
CREATE INDEX person_assembly ON person (assembly, folded, id);
CREATE UNIQUE INDEX person_code ON person (code) WHERE code IS NOT NULL;
CREATE TABLE person_private (
    person BIGINT PRIMARY KEY,
    mobile TEXT,
    email TEXT,
    affiliation TEXT,
    ethnicity TEXT,
    religion TEXT
);
CREATE TABLE membership (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    person BIGINT NOT NULL,
    term BIGINT NOT NULL,
    sector BIGINT,
    activity_group BIGINT,
    standing BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    ended_at BIGINT,
    UNIQUE (assembly, term, person)
);
CREATE INDEX membership_person ON membership (person);
CREATE TABLE role_grant (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    person BIGINT NOT NULL,
    role TEXT {c} NOT NULL,
    unit BIGINT,
    body BIGINT,
    delegated_by BIGINT,
    granted_by BIGINT NOT NULL,
    approved_by BIGINT,
    approved_at BIGINT,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX role_grant_person ON role_grant (person);
CREATE INDEX role_grant_role ON role_grant (assembly, role, unit);
CREATE UNIQUE INDEX role_grant_administrator ON role_grant (person)
    WHERE revoked_at IS NULL AND role IN ('system_admin', 'security_admin', 'auditor_admin');
CREATE TABLE account (
    person BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    login TEXT {c} NOT NULL UNIQUE,
    state TEXT {c} NOT NULL,
    password TEXT,
    password_at BIGINT,
    must_change BIGINT NOT NULL,
    totp TEXT,
    totp_last BIGINT,
    failures BIGINT NOT NULL,
    locked_until BIGINT,
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    approved_by BIGINT,
    approved_at BIGINT,
    seen_at BIGINT
);
CREATE TABLE sign_in (
    id BIGINT PRIMARY KEY,
    token {blob} NOT NULL UNIQUE,
    person BIGINT NOT NULL,
    assembly BIGINT NOT NULL,
    unit BIGINT,
    stage TEXT {c} NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    device TEXT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX sign_in_person ON sign_in (person, ended_at);
CREATE TABLE api_token (
    id BIGINT PRIMARY KEY,
    token {blob} NOT NULL UNIQUE,
    person BIGINT NOT NULL,
    assembly BIGINT NOT NULL,
    unit BIGINT,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
