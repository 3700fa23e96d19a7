//! 远程协商: people in several places talk in one session; the video runs elsewhere (workflows 4.7, inventory A-CO-07).

pub mod site;
pub mod speech;

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 远程协商状态
    pub enum State {
        /// 已安排
        Scheduled = "scheduled",
        /// 设备测试
        DeviceTest = "device_test",
        /// 正在开会
        Live = "live",
        /// 待写记录: it is over
        Recorded = "recorded",
        /// 记录待确认
        Minuted = "minuted",
        /// 已办结
        Closed = "closed",
        /// 已取消
        Cancelled = "cancelled",
    }

    /// What can be done to a session.
    pub enum Act {
        Edit = "edit",
        AddSite = "add_site",
        Postpone = "postpone",
        BeginTest = "begin_test",
        GoLive = "go_live",
        NextSpeaker = "next_speaker",
        SetLimit = "set_limit",
        Finish = "finish",
        LinkRecording = "link_recording",
        WriteMinutes = "write_minutes",
        ReviseMinutes = "revise_minutes",
        Close = "close",
        Cancel = "cancel",
    }

    /// What somebody is to one session; granted by `policy::remote::roles`.
    pub enum Role {
        /// 组织者: whoever arranged it, and the committee's officers
        Organiser = "organiser",
        /// 记录人: keeps the queue and writes the minutes
        Secretary = "secretary",
        /// The program
        System = "system",
    }

    /// 参会身份
    pub enum Part {
        /// 委员
        Member = "member",
        /// 部门
        Official = "official",
        /// 群众
        Resident = "resident",
        /// 专家
        Expert = "expert",
    }
}

use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(Scheduled, Act::BeginTest, &[Organiser], DeviceTest),
    rule(Scheduled, Act::AddSite, &[Organiser], Scheduled),
    rule(Scheduled, Act::Edit, &[Organiser], Scheduled),
    rule(Scheduled, Act::Postpone, &[Organiser], Scheduled),
    rule(Scheduled, Act::Cancel, &[Organiser], Cancelled),
    rule(DeviceTest, Act::GoLive, &[Organiser], Live),
    rule(DeviceTest, Act::AddSite, &[Organiser], DeviceTest),
    rule(DeviceTest, Act::Edit, &[Organiser], DeviceTest),
    rule(DeviceTest, Act::Postpone, &[Organiser], Scheduled),
    rule(DeviceTest, Act::Cancel, &[Organiser], Cancelled),
    rule(Live, Act::NextSpeaker, &[Organiser, Secretary], Live),
    rule(Live, Act::SetLimit, &[Organiser, Secretary], Live),
    rule(Live, Act::Finish, &[Organiser], Recorded),
    rule(Recorded, Act::WriteMinutes, &[Organiser, Secretary], Minuted),
    rule(Recorded, Act::LinkRecording, &[Organiser, Secretary], Recorded),
    rule(Minuted, Act::Close, &[Organiser], Closed),
    rule(Minuted, Act::ReviseMinutes, &[Organiser, Secretary], Minuted),
    rule(Minuted, Act::LinkRecording, &[Organiser, Secretary], Minuted),
    rule(Closed, Act::LinkRecording, &[Organiser, Secretary], Closed),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "remote",
    initial: &[Scheduled],
    finals: &[Closed, Cancelled],
    rules: RULES,
    optional: &[Act::Edit, Act::AddSite, Act::Postpone, Act::SetLimit, Act::LinkRecording, Act::ReviseMinutes, Act::Cancel],
    overrides: &[],
    system: System,
};

/// It may still be put off or called off.
pub const COMING: &[State] = &[Scheduled, DeviceTest];

/// It was held.
pub const HELD: &[State] = &[Recorded, Minuted, Closed];

#[cfg(test)]
mod tests {
    use super::{Act, PROCESS, site, speech};

    #[test]
    fn no_process_has_a_fault() {
        assert_eq!(kernel::workflow::faults(&PROCESS, Act::ALL), []);
        assert_eq!(kernel::workflow::faults(&site::PROCESS, site::Act::ALL), []);
        assert_eq!(kernel::workflow::faults(&speech::PROCESS, speech::Act::ALL), []);
    }
}
