CREATE TABLE proposal_clue (
    id BIGINT PRIMARY KEY,
    assembly BIGINT NOT NULL,
    topic BIGINT NOT NULL,
    room BIGINT NOT NULL,
    state TEXT {c} NOT NULL,
    state_since BIGINT NOT NULL,
    title TEXT NOT NULL,
    folded TEXT {c} NOT NULL,
    request TEXT NOT NULL,
    offered_by BIGINT NOT NULL,
    offered_at BIGINT NOT NULL,
    taken_by BIGINT,
    taken_at BIGINT,
    reason TEXT,
    changes BIGINT NOT NULL
);
CREATE INDEX proposal_clue_assembly ON proposal_clue (assembly, state, id);
CREATE INDEX proposal_clue_topic ON proposal_clue (topic, id);
INSERT INTO proposal_clue (id, assembly, topic, room, state, state_since, title, folded, request, offered_by, offered_at, changes)
SELECT t.id, t.assembly, t.id, t.room, 'open', t.referred_at, t.title, t.folded, COALESCE(t.referral_text, ''), COALESCE(r.convener, 0), t.referred_at, 0
FROM topic t JOIN room r ON r.id = t.room WHERE t.referred = 'proposal_clue' AND t.state = 'referred_up' AND t.referred_at IS NOT NULL;
