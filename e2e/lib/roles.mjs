// One person of every office in the demonstration city.
export const ROLES = {
  member: "gongxiaolan",
  proposal_office: "wenxiaoya",
  office_head: "feizhiqiu",
  committee_head: "shamingyi",
  supervising_office: "tonghaiping",
  chair: "leshouzheng",
  sec_general: "hecongqian",
  unit_liaison: "jiangruoyun",
  unit_handler: "tuxinhe",
  unit_leader: "shangmingdi",
  system_admin: "liuyunsong",
  security_admin: "ningxinran",
  auditor_admin: "sunzhiqing",
};
