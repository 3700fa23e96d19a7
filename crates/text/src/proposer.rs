//! 提案者: one member, several members, or a body, told apart by the way the name is written.

/// Who puts a proposal, as the one field of a table says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposer {
    /// 个人提案: 「张三」
    Individual { name: String },
    /// 联名提案: 「张三等5人」, 「张三、李四」. `others` are those whose names are written out; `count` is everybody with the first,
    /// at least two where the text says 等 without a number.
    Joint { first: String, others: Vec<String>, count: usize },
    /// 集体提案: a party, a people's organisation, a special committee, a sector or a group, as written.
    Collective { name: String },
}

/// Reads a proposer field. Nothing fails: what looks like no person is a body.
pub fn proposer(text: &str) -> Proposer {
    let text = crate::clean(text);
    let text = text.trim();
    let (names, count) = split_count(text);
    let names = split_names(names);
    if names.is_empty() || names.iter().any(|name| is_body(name)) {
        return Proposer::Collective { name: text.to_owned() };
    }
    let mut names = names.into_iter().map(|name| person(&name)).collect::<Vec<_>>().into_iter();
    let first = names.next().unwrap_or_default();
    let others: Vec<String> = names.collect();
    match count {
        None if others.is_empty() => Proposer::Individual { name: first },
        Some(Counted::People(1)) if others.is_empty() => Proposer::Individual { name: first },
        None => Proposer::Joint { count: others.len() + 1, first, others },
        Some(Counted::Unsaid) => Proposer::Joint { count: (others.len() + 1).max(2), first, others },
        Some(Counted::People(n)) => Proposer::Joint { count: n.max(others.len() + 1), first, others },
    }
}

enum Counted {
    Unsaid,
    People(usize),
}

/// 「…等5人」, 「…等五位委员」, 「…等」.
fn split_count(text: &str) -> (&str, Option<Counted>) {
    let Some((names, rest)) = text.rsplit_once('等') else { return (text, None) };
    let rest = rest.trim();
    if names.is_empty() {
        return (text, None);
    }
    if rest.is_empty() {
        return (names, Some(Counted::Unsaid));
    }
    let folded = crate::fold(rest);
    let Some(number) = ["人", "名委员", "位委员", "名", "位", "人联名", "委员"].iter().find_map(|unit| folded.strip_suffix(unit))
    else {
        return (text, None);
    };
    match number.trim().parse().ok().or_else(|| crate::numbering::chinese_number(number.trim())) {
        Some(count) => (names, Some(Counted::People(count))),
        None if number.is_empty() => (names, Some(Counted::Unsaid)),
        None => (text, None),
    }
}

fn split_names(text: &str) -> Vec<String> {
    let listed: Vec<&str> = text.split(['、', '，', ',', '；', ';', '/', '\n']).map(str::trim).filter(|name| !name.is_empty()).collect();
    listed.iter().flat_map(|name| split_blanks(name)).collect()
}

/// 「张三 李四」 are two, but the blank in 「张　三」 only pads a short name, and foreign names are written with blanks.
fn split_blanks(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.iter().any(|word| word.is_ascii()) {
        return vec![words.join(" ")];
    }
    if words.len() > 1 && words.iter().all(|word| (2..=4).contains(&word.chars().count())) {
        return words.into_iter().map(str::to_owned).collect();
    }
    vec![words.concat()]
}

fn person(name: &str) -> String {
    let bare = without_note(name);
    let untitled = ["委员", "同志", "先生", "女士"].iter().find_map(|title| bare.strip_suffix(title));
    match untitled {
        Some(name) if name.chars().count() >= 2 => name.to_owned(),
        _ => bare.to_owned(),
    }
}

/// The name without a note in brackets: 「张三（民盟）」.
fn without_note(name: &str) -> &str {
    match name.find(['（', '(']) {
        Some(at) if at > 0 && name.ends_with(['）', ')']) => name[..at].trim(),
        _ => name,
    }
}

const PARTIES: [&str; 10] = ["民革", "民盟", "民建", "民进", "农工党", "致公党", "九三学社", "台盟", "中共", "无党派"];
const BODIES: [&str; 34] = [
    "委员会",
    "专委会",
    "省委",
    "市委",
    "区委",
    "县委",
    "州委",
    "旗委",
    "工商联",
    "联合会",
    "总工会",
    "妇联",
    "共青团",
    "青联",
    "台联",
    "侨联",
    "科协",
    "文联",
    "社联",
    "残联",
    "商会",
    "协会",
    "学会",
    "学社",
    "小组",
    "界别",
    "支部",
    "总支",
    "基层委",
    "联络",
    "人士",
    "活动组",
    "界委员",
    "政协",
];

fn is_body(name: &str) -> bool {
    let bare = without_note(name);
    let length = bare.chars().count();
    if bare.is_ascii() || bare.contains(['·', '•', '・']) {
        return false;
    }
    PARTIES.iter().any(|party| bare.starts_with(party))
        || BODIES.iter().any(|body| bare.contains(body))
        || (bare.ends_with('界') && length > 2)
        || person(bare).chars().count() > 4
}

#[cfg(test)]
mod tests {
    use super::{Proposer, proposer};

    fn individual(name: &str) -> Proposer {
        Proposer::Individual { name: name.to_owned() }
    }

    fn joint(first: &str, others: &[&str], count: usize) -> Proposer {
        Proposer::Joint { first: first.to_owned(), others: others.iter().map(|name| (*name).to_owned()).collect(), count }
    }

    #[test]
    fn one_member() {
        for (text, name) in [
            ("张三", "张三"),
            ("张　三", "张三"),
            (" 欧阳小明 ", "欧阳小明"),
            ("阿依古丽·买买提", "阿依古丽·买买提"),
            ("张三（民盟）", "张三"),
            ("张三委员", "张三"),
            ("张三等1人", "张三"),
            ("Anna Lee", "Anna Lee"),
            ("𠮷小会", "𠮷小会"),
        ] {
            assert_eq!(proposer(text), individual(name), "{text}");
        }
    }

    #[test]
    fn several_members() {
        assert_eq!(proposer("张三等5人"), joint("张三", &[], 5));
        assert_eq!(proposer("张三等１２人"), joint("张三", &[], 12));
        assert_eq!(proposer("张三等十二位委员"), joint("张三", &[], 12));
        assert_eq!(proposer("张三等"), joint("张三", &[], 2));
        assert_eq!(proposer("张三、李四"), joint("张三", &["李四"], 2));
        assert_eq!(proposer("张三 李四 王小五"), joint("张三", &["李四", "王小五"], 3));
        assert_eq!(proposer("张三，李四等6人"), joint("张三", &["李四"], 6));
    }

    #[test]
    fn bodies() {
        for text in [
            "民建某省委",
            "某市工商联",
            "九三学社某市委员会",
            "经济和农业农村委员会",
            "某县妇联",
            "教育界",
            "教育界别活动小组",
            "第三小组",
            "特邀人士",
            "民盟某市委、民建某市委",
            "民盟某市委等3家单位",
            "某某镇政协委员联络室",
            "",
        ] {
            assert_eq!(proposer(text), Proposer::Collective { name: text.to_owned() }, "{text}");
        }
    }
}
