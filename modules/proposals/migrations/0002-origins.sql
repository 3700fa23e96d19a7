CREATE TABLE proposal_origin (proposal BIGINT PRIMARY KEY, kind TEXT {c} NOT NULL, origin BIGINT NOT NULL);
CREATE INDEX proposal_origin_of ON proposal_origin (kind, origin, proposal);
