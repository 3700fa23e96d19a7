//! The closed lists of the module.

use kernel::vocabulary;

vocabulary! {
    /// 参与范围: whom the question is put to.
    pub enum Audience {
        /// 政协委员: members of the assembly, signed in
        Members = "members",
        /// 本地群众: people of a place
        Place = "place",
        /// 社会公众
        Everyone = "everyone",
    }

    /// 身份核验: what one voice is told from another by; each level takes those above it too.
    pub enum Level {
        /// 设备
        Device = "device",
        /// 参与码: a slip or an invitation, one for each person
        Code = "code",
        /// 手机验证
        Phone = "phone",
        /// 登录
        SignIn = "sign_in",
    }

    /// 审核方式
    pub enum Moderation {
        /// 先审后发
        Before = "before",
        /// 先发后审
        After = "after",
    }

    /// 来源
    pub enum Source {
        /// 预设观点: written by the organisers
        Seed = "seed",
        /// 参与者
        Participant = "participant",
        /// 纸质
        Paper = "paper",
    }

    /// 表态
    pub enum Choice {
        /// 赞成
        Agree = "agree",
        /// 不赞成
        Disagree = "disagree",
        /// 略过
        Pass = "pass",
    }
}

impl Choice {
    /// As it is stored and exported: 1, −1, 0.
    pub fn value(self) -> i64 {
        match self {
            Choice::Agree => 1,
            Choice::Disagree => -1,
            Choice::Pass => 0,
        }
    }

    pub fn of(value: i64) -> Option<Choice> {
        Choice::ALL.iter().copied().find(|choice| choice.value() == value)
    }
}

impl Level {
    /// Is this level good enough where `wanted` is asked for?
    pub fn reaches(self, wanted: Level) -> bool {
        self as u8 >= wanted as u8
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, Level};

    #[test]
    fn a_higher_level_is_good_enough_for_a_lower_one() {
        assert!(Level::SignIn.reaches(Level::Device) && Level::Code.reaches(Level::Code));
        assert!(!Level::Device.reaches(Level::Code) && !Level::Phone.reaches(Level::SignIn));
    }

    #[test]
    fn a_choice_is_read_back_from_its_number() {
        assert!(Choice::ALL.iter().all(|choice| Choice::of(choice.value()) == Some(*choice)));
        assert_eq!(Choice::of(2), None);
    }
}
