//! 角色: the names of the offices that may be granted (domain `roles.md` 5.2).

/// One grantable role; `scope` says what a grant must name beside the assembly.
pub struct Role {
    pub name: &'static str,
    pub scope: Scope,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    Assembly,
    Unit,
    Body,
}

pub const SYSTEM_ADMIN: &str = "system_admin";
pub const SECURITY_ADMIN: &str = "security_admin";
pub const AUDITOR_ADMIN: &str = "auditor_admin";
pub const ORG_ADMIN: &str = "org_admin";
pub const CHAIR: &str = "chair";
pub const SEC_GENERAL: &str = "sec_general";
pub const PROPOSAL_OFFICE: &str = "proposal_office";
pub const REVIEWER: &str = "reviewer";
pub const COMMITTEE_HEAD: &str = "committee_head";
pub const COLLECTIVE_ACCOUNT: &str = "collective_account";
pub const SUPERVISING_OFFICE: &str = "supervising_office";
pub const UNIT_LIAISON: &str = "unit_liaison";
pub const UNIT_HANDLER: &str = "unit_handler";
pub const UNIT_LEADER: &str = "unit_leader";
pub const AIDE: &str = "aide";
pub const COMMITTEE_OFFICER: &str = "committee_officer";
pub const TOWNSHIP_CONVENER: &str = "township_convener";
pub const TOWNSHIP_PARTY: &str = "township_party";
pub const ROOM_WORKER: &str = "room_worker";

const fn role(name: &'static str, scope: Scope) -> Role {
    Role { name, scope }
}

pub const ALL: &[Role] = &[
    role(SYSTEM_ADMIN, Scope::Assembly),
    role(SECURITY_ADMIN, Scope::Assembly),
    role(AUDITOR_ADMIN, Scope::Assembly),
    role(ORG_ADMIN, Scope::Assembly),
    role(CHAIR, Scope::Assembly),
    role(SEC_GENERAL, Scope::Assembly),
    role(PROPOSAL_OFFICE, Scope::Assembly),
    role(REVIEWER, Scope::Assembly),
    role(COMMITTEE_HEAD, Scope::Assembly),
    role(COLLECTIVE_ACCOUNT, Scope::Body),
    role(SUPERVISING_OFFICE, Scope::Assembly),
    role(UNIT_LIAISON, Scope::Unit),
    role(UNIT_HANDLER, Scope::Unit),
    role(UNIT_LEADER, Scope::Unit),
    role(AIDE, Scope::Assembly),
    role(COMMITTEE_OFFICER, Scope::Assembly),
    role(TOWNSHIP_CONVENER, Scope::Assembly),
    role(TOWNSHIP_PARTY, Scope::Assembly),
    role(ROOM_WORKER, Scope::Assembly),
];

/// 三员: one person holds at most one of these, and none of them reads business content.
pub const ADMINISTRATORS: &[&str] = &[SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR_ADMIN];

pub fn find(name: &str) -> Option<&'static Role> {
    ALL.iter().find(|role| role.name == name)
}
