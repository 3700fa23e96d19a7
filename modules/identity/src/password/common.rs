//! 常见密码: what people choose first, what breaches have shown most often, and words of the house and of the person.

use std::sync::LazyLock;

use super::Context;

/// What published breaches show most often, of eight characters and more (ASVS 6.2.4, 6.2.12). In small letters, sorted.
static BREACHED: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("breached.txt").lines().filter(|line| !line.starts_with("# ")).collect());

/// Folded to small letters without separators. Made for this project: keyboard walks, Chinese habits, words of the work.
const COMMON: &str = "
123456 1234567 12345678 123456789 1234567890 12345678910 0123456789 987654321 9876543210 11111111 00000000 88888888
66666666 99999999 12341234 12121212 11223344 1122334455 112233445566 123123123 123321123 147258369 159357456 135792468 246813579 102030405060
520520520 5201314 52013140 13145200 1314520 13141314 521521521 520131400 666888999 168168168 888666888 518518518
password passw0rd password1 password123 password1234 passwordpassword p@ssw0rd p@ssword1 p@ssw0rd123 pa55word passwd123 mypassword newpassword
qwerty qwerty123 qwertyuiop qwertyui qwer1234 qwerasdf asdfghjkl asdfasdf asdf1234 zxcvbnm zxcvbnm123 zxcvzxcv 1qaz2wsx 1qaz2wsx3edc
1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 qazwsx qazwsxedc qazwsxedcrfv 1qazxsw2 zaq12wsx qweasdzxc qweasd123 asdqwe123 wsxedcrfv
abc123 abc12345 abc123456 abcd1234 abcd12345 abcdefg abcdefgh abcdefg123 aa123456 aa12345678 a12345678 a123456789 aaa123456 abc123abc123 1a2b3c4d 123abc456
123qwe 123qweasd 123456qwe 123456abc 123456aa 123456asd qwe123456 asd123456 zxc123456 w123456789 q123456789 z123456789 s123456789 l123456789
admin admin123 admin1234 admin12345 admin123456 admin888 admin666 adminadmin administrator root123456 rootroot superadmin superuser sysadmin sysadmin123 sa123456 manager123
letmein welcome welcome1 welcome123 iloveyou iloveyou1 iloveyou123 monkey123 dragon123 sunshine princess football baseball superman batman123 trustno1 changeme changeme123 default123 guest123456 test1234 test123456 testtest temp1234 user1234 user123456 login123 hello123 helloworld
woaini woaini123 woaini520 woaini1314 woaini1314520 woaini521 woaini5201314 woaiwojia woaiwoziji woaizuguo woaibaobao wodemima mima1234 mima123456 meiyoumima wangjimima
nihao123 nihao123456 nihaoma nihaoma123 zhongguo zhongguo123 zhonghua zhonghua123 beijing beijing123 shanghai123 aini1314 ainiyiwannian woshishui zaijian123 laopo520 laogong520 baobei520
huawei123 huawei@123 huawei12 tencent123 alibaba123 taobao123 weixin123 wechat123 qq123456 iphone123 xiaomi123
zhengxie zhengxie123 zhengxie1234 zhengxie123456 zxwy123456 zxwy2024 zhengxie888 weiyuan123 weiyuan123456 tian123456 tianwei123 tianban123 tiangongzuo lvzhi123456 lvzhi123 zhengfu123 zhengfu123456 danwei123 bangong123 bangongshi gongzuo123 jiguan123 renda123456 dangwei123
cppcc cppcc123 cppcc1234 cppcc123456 cppcc2024 cppcc2025 cppcc2026 shangliang shangliang123 xieshang123 xieshangminzhu minzhu123456 tongzhan123
政协123456 政协委员123 我的密码 密码123456 我爱你1314 我爱祖国123 人民政协123
spring2024 spring2025 spring2026 summer2024 summer2025 summer2026 autumn2025 winter2025 january2026 monday123
qwertyuiop123 qwertyuiopasdf 1234qwer 1234qwerasdf 1234abcd 12345qwert 12345abcde 123456qwerty qwert12345 asdfg12345 zxcvb12345
computer computer123 internet internet123 office123 office2024 windows10 windows11 secret123 security security123 system123 system123456 server123456 database123
";

/// Words that a password may not consist of beside digits and signs.
const WORDS: &[&str] = &[
    "zhengxie",
    "cppcc",
    "shangliang",
    "weiyuan",
    "tianweihui",
    "password",
    "admin",
    "mima",
    "woaini",
    "政协",
    "商量",
    "委员",
    "提案",
    "密码",
];

/// On one of the lists, a repetition, a run, or a word of the house with digits around it.
pub fn is_common(password: &str) -> bool {
    let (folded, stripped) = (folded(password), stripped(password));
    [folded.as_str(), &stripped].iter().any(|one| COMMON.split_whitespace().any(|common| common == *one) || is_breached(one))
        || is_repetition(&folded)
        || is_run(&folded)
        || WORDS.iter().any(|word| is_made_of(&folded, word))
}

/// Made of the login or of the person's name, with digits and signs around it.
pub fn is_of_context(password: &str, context: &Context) -> bool {
    let folded = folded(password);
    [context.login, context.name].iter().any(|word| word.chars().count() >= 2 && is_made_of(&folded, &word.to_lowercase()))
}

fn is_breached(folded: &str) -> bool {
    BREACHED.binary_search(&folded).is_ok()
}

fn folded(password: &str) -> String {
    password.to_lowercase()
}

/// Without separators and trailing signs: `Woaini1314520!` is `woaini1314520`.
fn stripped(password: &str) -> String {
    folded(password).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn is_made_of(password: &str, word: &str) -> bool {
    password.contains(word) && password.replace(word, "").chars().filter(|c| c.is_alphabetic()).count() < 3
}

/// One piece of up to four characters again and again.
fn is_repetition(password: &str) -> bool {
    let chars: Vec<char> = password.chars().collect();
    (1..=4).any(|size| chars.len() >= size * 2 && chars.iter().enumerate().all(|(i, c)| *c == chars[i % size]))
}

/// Every character follows the one before: 23456789, hijklmno.
fn is_run(password: &str) -> bool {
    let codes: Vec<i64> = password.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps: Vec<i64> = codes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.len() >= 5 && (steps.iter().all(|s| *s == 1) || steps.iter().all(|s| *s == -1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_long_enough_and_has_no_doubles() {
        let mut words: Vec<&str> = COMMON.split_whitespace().collect();
        assert!(words.len() >= 200, "{}", words.len());
        words.sort_unstable();
        let doubles: Vec<_> = words.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert!(doubles.is_empty(), "{doubles:?}");
    }

    #[test]
    fn what_breaches_have_shown_is_common() {
        assert!(BREACHED.len() > 3_000 && BREACHED.is_sorted() && BREACHED.iter().all(|one| one.chars().count() >= 8));
        assert!(is_common("Starwars") && is_common("S.t.a.r.w.a.r.s!") && is_common("ZXCasdQWE123") && !is_common("starwars in may"));
    }

    #[test]
    fn runs_and_repetitions_are_common() {
        assert!(
            is_common("hijklmnop")
                && is_common("87654321")
                && is_common("abab-abab-".repeat(2).as_str()) == is_repetition(&"abab-abab-".repeat(2))
        );
        assert!(is_common("zxzxzxzxzx") && !is_common("ladder kite moon"));
    }
}
