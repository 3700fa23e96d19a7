CREATE TABLE studio (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT {c} NOT NULL,
    place TEXT NOT NULL,
    room BIGINT,
    lead BIGINT,
    duty TEXT NOT NULL,
    opened_on TEXT {c},
    closed_on TEXT {c},
    checks TEXT NOT NULL,
    checked_on TEXT {c},
    changes BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX studio_assembly ON studio (assembly, id);
CREATE INDEX studio_room ON studio (room);
CREATE TABLE studio_member (studio BIGINT NOT NULL, person BIGINT NOT NULL, PRIMARY KEY (studio, person));
CREATE TABLE studio_check (
    id BIGINT PRIMARY KEY,
    studio BIGINT NOT NULL,
    on_day TEXT {c} NOT NULL,
    checks TEXT NOT NULL,
    note TEXT NOT NULL,
    entered_by BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX studio_check_studio ON studio_check (studio, on_day, id);
CREATE TABLE joint_activity (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    title TEXT NOT NULL,
    folded TEXT {c} NOT NULL,
    kind TEXT {c} NOT NULL,
    on_day TEXT {c} NOT NULL,
    until_day TEXT {c},
    place TEXT NOT NULL,
    participants TEXT NOT NULL,
    attended BIGINT,
    outcome TEXT,
    outcome_on TEXT {c},
    changes BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX joint_activity_assembly ON joint_activity (assembly, on_day, id);
CREATE TABLE joint_activity_org (activity BIGINT NOT NULL, assembly BIGINT NOT NULL, PRIMARY KEY (activity, assembly));
CREATE INDEX joint_activity_org_assembly ON joint_activity_org (assembly, activity);
CREATE TABLE capacity_sheet (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    year BIGINT NOT NULL,
    figures TEXT NOT NULL,
    note TEXT NOT NULL,
    changes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (assembly, year)
);
CREATE TABLE readiness_check (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    township TEXT NOT NULL,
    folded TEXT {c} NOT NULL,
    year BIGINT NOT NULL,
    points TEXT NOT NULL,
    note TEXT NOT NULL,
    checked_on TEXT {c} NOT NULL,
    changes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (assembly, folded, year)
);
CREATE INDEX readiness_check_year ON readiness_check (assembly, year, id);
