-- The figures of a year read what came in that year; the expression is the one of store/stats.rs.
CREATE INDEX proposal_came ON proposal (assembly, (COALESCE(submitted_at, filed_at, created_at)));
-- What an office typed in for somebody else is few.
CREATE INDEX proposal_drafter ON proposal (assembly, drafter, state) WHERE drafter <> first_signer;
