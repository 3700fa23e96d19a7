//! 列: what a table of proposals may hold, under every name that offices give it.

use documents::{Field, Mapping, Table, TemplateColumn, TemplateWords, template_xlsx};
use kernel::{Error, Result};
use web::i18n::Locale;
use web::module::Rejected;

use super::words;

const fn field(key: &'static str, labels: &'static [&'static str], required: bool) -> Field<'static> {
    Field { key, labels, required }
}

/// In the order of the export.
pub const FIELDS: &[Field<'static>] = &[
    field("number", &["案号", "提案号", "提案编号", "proposal_number", "case_no", "case number", "编号"], false),
    field("receipt_no", &["来件号", "来件编号", "receipt", "receipt number"], false),
    field("session", &["届次", "会议届次"], false),
    field("year", &["年度", "年份"], false),
    field("period", &["提案性质", "大会平时", "提出时段"], false),
    field("kind", &["提案者类别", "提案形式"], false),
    field("title", &["案由", "标题", "提案标题", "提案名称", "题目", "reason", "subject"], true),
    field("proposer", &["提案人", "提案者", "第一提案人", "提案单位", "personnel_name"], true),
    field("co_signers", &["联名人", "联名委员", "附议人"], false),
    field("category", &["类别", "分类", "提案分类", "提案类别", "类型", "type"], false),
    field("background", &["背景情况", "调研情况", "情况"], false),
    field("analysis", &["问题及分析", "问题分析", "存在问题"], false),
    field("suggestions", &["具体建议", "建议", "意见建议", "对策建议"], false),
    field("content", &["内容", "正文", "提案内容", "全文"], false),
    field("state", &["状态", "提案状态", "办理状态"], false),
    field("submitted_at", &["提交时间", "提交日期", "提出日期", "publish_time", "日期", "submitted"], false),
    field("closed_at", &["办结时间", "办结日期", "closed"], false),
    field("unit", &["承办单位", "主办单位"], false),
    field("result_class", &["办理结果", "办理结果分类", "结果分类"], false),
];

/// Keys of the fields that the export writes for proposals that were born here; `content` is of foreign tables only.
pub fn native() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|f| f.key).filter(|key| *key != "content")
}

/// The mapping in force, or what is wrong with the header (row 1).
pub fn mapping(table: &Table, overrides: &[(String, String)]) -> std::result::Result<Mapping, Vec<Rejected>> {
    let pairs: Vec<String> = overrides.iter().map(|(column, field)| format!("{column}={field}")).collect();
    let reject = |column: &str, reason: String| vec![Rejected { row: 1, column: column.to_owned(), reason }];
    let mapping = Mapping::propose(&table.columns, FIELDS).with_overrides(&table.columns, &pairs).map_err(|error| {
        let (key, detail) = error.message();
        reject(detail, words::say(key, &[("detail", detail)]))
    })?;
    let missing = mapping.missing();
    if missing.is_empty() {
        return Ok(mapping);
    }
    Err(missing
        .into_iter()
        .flat_map(|key| reject(words::label(key), words::say("proposals.import.missing", &[("column", words::label(key))])))
        .collect())
}

/// The sheet to fill in.
pub fn template(l: &Locale) -> Result<Vec<u8>> {
    let names: Vec<(String, String, String)> = FIELDS
        .iter()
        .map(|f| {
            let text = |part: &str| l.t(&format!("proposals.import.{part}.{}", f.key)).to_owned();
            (text("column"), text("hint"), text("example"))
        })
        .collect();
    let columns: Vec<TemplateColumn> = FIELDS
        .iter()
        .zip(&names)
        .map(|(f, (name, hint, example))| TemplateColumn { name, hint, example, required: f.required, choices: &[] })
        .collect();
    let t = |key: &'static str| l.t(key);
    let words = TemplateWords {
        sheet: t("proposals.import.sheet"),
        notes: t("proposals.import.notes"),
        choices: t("proposals.import.choices"),
        headers: [
            t("proposals.import.head.column"),
            t("proposals.import.head.required"),
            t("proposals.import.head.hint"),
            t("proposals.import.head.example"),
        ],
        yes: t("proposals.import.yes"),
        pick: t("proposals.import.pick"),
    };
    template_xlsx(&columns, &words).map_err(Error::internal)
}
