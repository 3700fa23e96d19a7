//! Closed lists that tables and forms use.

kernel::vocabulary! {
    /// 场所类型: where a room stands, and where a session is held (inventory A-GR-11).
    pub enum Venue {
        /// 街头
        Street = "street",
        /// 市场
        Market = "market",
        /// 校园
        Campus = "campus",
        /// 村社
        VillageCommunity = "village_community",
        /// 企业
        Enterprise = "enterprise",
        /// 议事室
        Room = "room",
        /// 线上
        Online = "online",
    }
    /// 三种功能: consultation, member studio, opinion point (rules 3.7).
    pub enum Function {
        /// 协商议事
        Consultation = "consultation",
        /// 委员工作室
        Studio = "studio",
        /// 社情民意联系点
        OpinionPoint = "opinion_point",
    }
    /// 议事室岗位
    pub enum Post {
        /// 召集人
        Convener = "convener",
        /// 专职工作人员
        Worker = "worker",
        /// 党（工）委审定人
        Approver = "approver",
    }
    /// 经费类别 (inventory A-GR-08)
    pub enum Fund {
        /// 建设经费, once
        Construction = "construction",
        /// 年度工作经费
        Annual = "annual",
    }
    /// 议题来源
    pub enum Source {
        /// 群众扫码
        Phone = "phone",
        /// 上门反映, entered by the worker
        WalkIn = "walk_in",
        /// 纸质意见条
        Paper = "paper",
        /// 委员提出
        Member = "member",
        /// 单位提出
        Unit = "unit",
        /// 议事室征集
        Room = "room",
        /// 委员接待日
        Reception = "reception",
    }
    /// 议事组织
    pub enum BodyKind {
        /// 协商议事会
        DeliberationCouncil = "deliberation_council",
        /// 委员活动小组
        ActivityGroup = "activity_group",
    }
    /// 接待日状态
    pub enum Receiving {
        /// 可预约
        Open = "open",
        /// 已接待
        Held = "held",
        /// 已取消
        Cancelled = "cancelled",
    }
    /// 协商结果
    pub enum Outcome {
        /// 达成一致
        Agreed = "agreed",
        /// 部分一致
        Partly = "partly",
        /// 未达成一致
        None = "none",
    }
    /// 参加者身份 (inventory A-GR-14)
    pub enum Part {
        /// 政协委员
        Member = "member",
        /// 党员代表
        PartyRepresentative = "party_representative",
        /// 居民代表
        Resident = "resident",
        /// 部门代表
        Unit = "unit",
        /// 村（社区）干部
        VillageCadre = "village_cadre",
        /// 专家
        Expert = "expert",
        /// 其他
        Other = "other",
    }
    /// 数据口径: how a figure is meant
    pub enum Measure {
        /// 准确数
        Exact = "exact",
        /// 约数
        About = "about",
        /// 余: more than
        Over = "over",
        /// 年月
        Month = "month",
    }
    /// 办理进度 of an agreed item
    pub enum Progress {
        /// 办理中
        Open = "open",
        /// 已完成
        Done = "done",
        /// 部分完成
        Partly = "partly",
        /// 未能完成, with the reason
        NotDone = "not_done",
    }
    /// 满意度
    pub enum Rating {
        /// 满意
        Satisfied = "satisfied",
        /// 基本满意
        Basically = "basically",
        /// 不满意
        Dissatisfied = "dissatisfied",
    }
    /// 上报去向 (inventory A-GR-17)
    pub enum Referral {
        /// 县级协商议题
        Assembly = "assembly",
        /// 提案线索
        ProposalClue = "proposal_clue",
        /// 社情民意信息
        OpinionBrief = "opinion_brief",
    }
}
