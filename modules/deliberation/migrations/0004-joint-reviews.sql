ALTER TABLE outcome ADD COLUMN reminded TEXT {c};
CREATE TABLE outcome_answer (
    id BIGINT PRIMARY KEY,
    outcome BIGINT NOT NULL,
    given_on TEXT {c} NOT NULL
);
CREATE INDEX outcome_answer_outcome ON outcome_answer (outcome, id);
CREATE TABLE joint_review (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    state_since BIGINT NOT NULL,
    year BIGINT NOT NULL,
    quarter BIGINT NOT NULL,
    held_on TEXT {c} NOT NULL,
    office TEXT NOT NULL,
    ours TEXT NOT NULL,
    theirs TEXT NOT NULL,
    words TEXT NOT NULL,
    created_by BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX joint_review_assembly ON joint_review (assembly, year, quarter, id);
CREATE TABLE joint_review_item (
    review BIGINT NOT NULL,
    outcome BIGINT NOT NULL,
    missed TEXT {c} NOT NULL,
    decision TEXT {c},
    new_due TEXT {c},
    words TEXT,
    PRIMARY KEY (review, outcome)
);
CREATE INDEX joint_review_item_outcome ON joint_review_item (outcome, review);
