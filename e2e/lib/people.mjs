// Who carries proposals in the demonstration city, by login.
export const CAST = {
  author: "gongxiaolan",
  cosigner: "shiweizhen",
  first: "wenxiaoya",
  second: "guanbingwen",
  office: "feizhiqiu",
  head: "shamingyi",
  supervisor: "tonghaiping",
  liaison: "jiangruoyun",
  handler: "tuxinhe",
  leader: "shangmingdi",
  otherLiaison: "houbaozhen",
  otherHandler: "changhaolin",
  otherLeader: "wujianping",
  systemAdmin: "liuyunsong",
  securityAdmin: "ningxinran",
  auditor: "sunzhiqing",
};
export const NAMES = {
  gongxiaolan: ["龚晓岚", "Gong Xiaolan"],
  shiweizhen: ["石维桢", "Shi Weizhen"],
  wenxiaoya: ["温小雅", "Wen Xiaoya"],
  guanbingwen: ["关秉文", "Guan Bingwen"],
};
export const WATER = ["棠川市水利局", "市水利局", "Municipal Water Resources Bureau"];
export const HOUSING = ["棠川市住房和城乡建设局", "市住建局", "Municipal Housing and Construction Bureau"];
