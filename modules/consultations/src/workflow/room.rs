//! 协商议事室: from the plan to the opening (workflows 4.3, room lifecycle; inventory A-GR-07, A-GR-15).

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 议事室状态
    pub enum State {
        /// 计划建设
        Planned = "planned",
        /// 阵地落实
        PremisesReady = "premises_ready",
        /// 人员到位
        Staffed = "staffed",
        /// 已验收
        Accepted = "accepted",
        /// 运行中
        Open = "open",
        /// 暂停
        Suspended = "suspended",
        /// 已撤销
        Closed = "closed",
    }

    /// What can be done to a room.
    pub enum Act {
        Edit = "edit",
        ReadyPremises = "ready_premises",
        Appoint = "appoint",
        Staff = "staff",
        CheckOver = "check_over",
        Accept = "accept",
        Open = "open",
        Suspend = "suspend",
        Resume = "resume",
        Close = "close",
        AssignMembers = "assign_members",
        ReleaseMember = "release_member",
        EnterFund = "enter_fund",
    }

    /// What a person is to one room.
    pub enum Role {
        /// 联络机构: the office of the assembly that keeps the register
        Keeper = "keeper",
        /// 专职工作人员 of this room
        RoomWorker = "room_worker",
        /// The program
        System = "system",
    }
}

use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(Planned, Act::ReadyPremises, &[Keeper], PremisesReady),
    rule(Planned, Act::Edit, &[Keeper], Planned),
    rule(Planned, Act::Appoint, &[Keeper], Planned),
    rule(Planned, Act::EnterFund, &[Keeper], Planned),
    rule(Planned, Act::Close, &[Keeper], Closed),
    rule(PremisesReady, Act::Staff, &[Keeper], Staffed),
    rule(PremisesReady, Act::Edit, &[Keeper], PremisesReady),
    rule(PremisesReady, Act::Appoint, &[Keeper], PremisesReady),
    rule(PremisesReady, Act::EnterFund, &[Keeper], PremisesReady),
    rule(PremisesReady, Act::Close, &[Keeper], Closed),
    rule(Staffed, Act::Accept, &[Keeper], Accepted),
    rule(Staffed, Act::CheckOver, &[Keeper, RoomWorker], Staffed),
    rule(Staffed, Act::Edit, &[Keeper], Staffed),
    rule(Staffed, Act::Appoint, &[Keeper], Staffed),
    rule(Staffed, Act::EnterFund, &[Keeper], Staffed),
    rule(Staffed, Act::Close, &[Keeper], Closed),
    rule(Accepted, Act::Open, &[Keeper], Open),
    rule(Accepted, Act::Edit, &[Keeper], Accepted),
    rule(Accepted, Act::Appoint, &[Keeper], Accepted),
    rule(Accepted, Act::AssignMembers, &[Keeper], Accepted),
    rule(Accepted, Act::ReleaseMember, &[Keeper], Accepted),
    rule(Accepted, Act::EnterFund, &[Keeper], Accepted),
    rule(Open, Act::CheckOver, &[Keeper, RoomWorker], Open),
    rule(Open, Act::Edit, &[Keeper], Open),
    rule(Open, Act::Appoint, &[Keeper], Open),
    rule(Open, Act::AssignMembers, &[Keeper], Open),
    rule(Open, Act::ReleaseMember, &[Keeper], Open),
    rule(Open, Act::EnterFund, &[Keeper, RoomWorker], Open),
    rule(Open, Act::Suspend, &[Keeper], Suspended),
    rule(Open, Act::Close, &[Keeper], Closed),
    rule(Suspended, Act::Resume, &[Keeper], Open),
    rule(Suspended, Act::Edit, &[Keeper], Suspended),
    rule(Suspended, Act::Appoint, &[Keeper], Suspended),
    rule(Suspended, Act::Close, &[Keeper], Closed),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "room",
    initial: &[Planned],
    finals: &[Open, Closed],
    rules: RULES,
    optional: &[Act::Edit, Act::Appoint, Act::CheckOver, Act::AssignMembers, Act::ReleaseMember, Act::EnterFund],
    overrides: &[Act::Suspend, Act::Close],
    system: System,
};
