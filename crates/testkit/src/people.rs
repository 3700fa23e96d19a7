//! The people of the test assembly. All invented.

use directory::roles::*;

/// Where a persona stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Member,
    /// An office in the assembly.
    Office(&'static str),
    /// An office in the unit of this code.
    Unit(&'static str, &'static str),
    /// An office that speaks for the party organisation.
    Body(&'static str),
    /// A member of the neighbouring county, who must see nothing here.
    Neighbour,
    /// An office in the neighbouring county.
    NeighbourOffice(&'static str),
}

/// login, name, name in Latin letters, place
pub const PERSONAS: &[(&str, &str, &str, Place)] = &[
    ("wang", "王静好", "Wang Jinghao", Place::Member),
    ("li", "李思远", "Li Siyuan", Place::Member),
    ("zhao", "赵明川", "Zhao Mingchuan", Place::Member),
    ("qian", "钱小满", "Qian Xiaoman", Place::Member),
    ("office", "孙文竹", "Sun Wenzhu", Place::Office(PROPOSAL_OFFICE)),
    ("reviewer_a", "周砚秋", "Zhou Yanqiu", Place::Office(REVIEWER)),
    ("reviewer_b", "吴听澜", "Wu Tinglan", Place::Office(REVIEWER)),
    ("head", "郑知行", "Zheng Zhixing", Place::Office(COMMITTEE_HEAD)),
    ("chair", "冯守正", "Feng Shouzheng", Place::Office(CHAIR)),
    ("general", "陈望舒", "Chen Wangshu", Place::Office(SEC_GENERAL)),
    ("supervisor", "褚惟勤", "Chu Weiqin", Place::Office(SUPERVISING_OFFICE)),
    ("party", "卫同舟", "Wei Tongzhou", Place::Body(COLLECTIVE_ACCOUNT)),
    ("liaison", "蒋立春", "Jiang Lichun", Place::Unit(UNIT_LIAISON, "water")),
    ("handler", "沈叶舟", "Shen Yezhou", Place::Unit(UNIT_HANDLER, "water")),
    ("leader", "韩长河", "Han Changhe", Place::Unit(UNIT_LEADER, "water")),
    ("liaison_b", "杨晓渡", "Yang Xiaodu", Place::Unit(UNIT_LIAISON, "school")),
    ("handler_b", "朱若谷", "Zhu Ruogu", Place::Unit(UNIT_HANDLER, "school")),
    ("leader_b", "秦岳青", "Qin Yueqing", Place::Unit(UNIT_LEADER, "school")),
    ("system", "尤百川", "You Baichuan", Place::Office(SYSTEM_ADMIN)),
    ("security", "许慎之", "Xu Shenzhi", Place::Office(SECURITY_ADMIN)),
    ("auditor", "何鉴秋", "He Jianqiu", Place::Office(AUDITOR_ADMIN)),
    ("organiser", "吕齐家", "Lü Qijia", Place::Office(ORG_ADMIN)),
    ("neighbour", "施远山", "Shi Yuanshan", Place::Neighbour),
    ("neighbour_office", "张隔江", "Zhang Gejiang", Place::NeighbourOffice(PROPOSAL_OFFICE)),
];
